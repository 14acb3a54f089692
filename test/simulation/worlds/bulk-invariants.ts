import type { Client } from '../api.ts';
import type { Item } from '../dynamodb/values.ts';
import type { FaultKind } from '../faults.ts';
import type { Simulation } from '../world.ts';
import { type BulkState, EMAILS, NUMBERS, type Sent } from './bulk-callers.ts';
import { blocksOf, countIn, effects, lateChanges, type Rows } from './bulk-rows.ts';
import { checkCounts } from './counts.ts';
import { checkChanges } from './member-changes.ts';
import { checkVersions } from './versions.ts';

const KINDS = ['email', 'msisdn'] as const;
type Kind = (typeof KINDS)[number];

const itemsOf = ({ model }: Simulation, kind: string): Item[] =>
  [...model.table.all()].filter((item) => item['kind'] === kind);

const nameOf = (kind: unknown, value: unknown): string => `${kind} ${value}`;

/** Live members by each identifier that they have. */
const holders = (simulation: Simulation): Map<string, number[]> => {
  const found = new Map<string, number[]>();
  for (const member of itemsOf(simulation, 'member')) {
    for (const kind of KINDS) {
      if (member[kind] === undefined) continue;
      const name = nameOf(kind, member[kind]);
      found.set(name, [...(found.get(name) ?? []), Number(member['id'])]);
    }
  }
  return found;
};

/** Each identifier is held by one live member, which has the claim, or by none. */
const checkClaims = (simulation: Simulation): string[] => {
  const claims = new Map(
    itemsOf(simulation, 'claim').map((claim) => [
      nameOf(claim['identifier'], claim['value']),
      Number(claim['owner']),
    ]),
  );
  return [...holders(simulation)].flatMap(([name, members]) => {
    if (members.length > 1) return [`${name} is held by several members: ${members}`];
    const owner = claims.get(name);
    if (owner === members[0]) return [];
    return [`${name} is held by ${members[0]}, and its claim says ${owner ?? 'nothing'}`];
  });
};

const creation = (kind: Kind, value: string) => ({
  body: { properties: { [kind]: value, first_name: 'Probe', last_name: 'P' } },
});

/** A new member gets each free identifier, and none that is held. */
const checkFreedom = async (simulation: Simulation, auditor: Client): Promise<string[]> => {
  const held = holders(simulation);
  const found: string[] = [];
  for (const kind of KINDS) {
    for (const value of kind === 'email' ? EMAILS : NUMBERS) {
      const { status } = await auditor.call('members.create', creation(kind, value));
      const taken = held.has(nameOf(kind, value));
      if (taken && status === 200)
        found.push(`${nameOf(kind, value)} was held, and was given to another member`);
      if (!taken && status !== 200)
        found.push(`${nameOf(kind, value)} is free, and no member gets it: ${status}`);
    }
  }
  return found;
};

interface Told {
  readonly ended: boolean;
  readonly failed: boolean;
  readonly created: number;
  readonly updated: number;
  readonly others: number;
}

const toldOfJob = async (auditor: Client, group: string): Promise<Told | undefined> => {
  const { status, body } = await auditor.call('member-bulks.status', { path: { job_id: group } });
  if (status !== 200) return undefined;
  return {
    ended: body.status === 'finished' || body.status === 'fatal_error',
    failed: body.status === 'fatal_error',
    created: body.members_created_number,
    updated: body.members_updated_number,
    others: body.members_skipped_number + body.members_with_validation_errors_number,
  };
};

const toldOfImport = async (auditor: Client, group: string): Promise<Told | undefined> => {
  const { status, body } = await auditor.call('member-imports.show', { path: { import_id: group } });
  if (status !== 200) return undefined;
  const states: string[] = body.bulks.map((bulk: { status: string }) => bulk.status);
  return {
    ended: states.every((one) => one === 'finished' || one === 'failed'),
    failed: states.includes('failed'),
    created: body.members_created_number,
    updated: body.members_updated_number,
    others: body.members_with_validation_errors_number,
  };
};

/** What a chunk may be given up for: it was under way for a day, was never sent, or its workers died five times. */
const GIVES_UP: readonly FaultKind[] = [
  'killed',
  'stalled',
  'late',
  'doubledLate',
  'sendFails',
  'sendPartlyFails',
  'sendAnswerLost',
];

/** Counts say what became of the rows: each accepted row has one outcome, and each outcome its effect. */
const checkGroup = async (
  simulation: Simulation,
  auditor: Client,
  rows: Rows,
  all: readonly Sent[],
): Promise<string[]> => {
  const [{ face, group } = all[0] as Sent] = all;
  const told = await (face === 'bulk' ? toldOfJob(auditor, group) : toldOfImport(auditor, group));
  if (!told) return all.some(({ accepted }) => accepted) ? [`${group} was accepted, and is not known`] : [];
  const partition = [...simulation.changes].find(
    ({ key, after }) => after?.['kind'] === 'bulk-request' && key.pk.endsWith(`#${group}`),
  )?.key.pk;
  const blocks = partition === undefined ? [] : blocksOf(simulation, partition);
  const found: string[] = [];
  const say = (text: string) => found.push(`${group}: ${text} (told ${JSON.stringify(told)})`);
  const recorded = blocks.reduce((sum, { count }) => sum + count, 0);
  const accepted = all.filter((one) => one.accepted).reduce((sum, one) => sum + one.rows, 0);
  const counted = told.created + told.updated + told.others;
  const [made, changed] = [countIn(rows.created, blocks), countIn(rows.updated, blocks)];
  const hasCause = GIVES_UP.some((kind) => simulation.faults.counts[kind]);
  // A caller who heard no yes and did not come again may leave chunks that were never sent.
  const heard = all.every((one) => one.accepted);
  if (!told.ended) say('it has not ended');
  if (recorded < accepted) say(`${accepted} rows were accepted, ${recorded} recorded`);
  if (counted > recorded) say(`${recorded} rows were recorded, more have an outcome`);
  if (!told.failed && counted !== recorded) say(`${recorded} rows were recorded, not all have an outcome`);
  if (made < told.created) say(`${made} rows made a member, more are reported`);
  if (!told.failed && made > told.created) say(`${made} rows made a member, fewer are reported`);
  const repeats = all.some((one) => one.repeats);
  if (!repeats && changed < told.updated) say(`${changed} rows changed a member, more are reported`);
  if (told.failed && counted === recorded) say('it failed, and every row has an outcome');
  if (told.failed && heard && !hasCause) say('it failed for what passes');
  found.push(...lateChanges(simulation, partition, blocks).map((late) => `${group}: ${late}`));
  return found;
};

export const checkBulkWorld = async (
  simulation: Simulation,
  state: BulkState,
  auditor: Client,
): Promise<readonly string[]> => {
  const { rows, violations } = effects(simulation);
  violations.push(
    ...checkClaims(simulation),
    ...checkVersions(simulation),
    ...checkCounts(simulation),
    ...checkChanges(simulation),
  );
  const groups = Map.groupBy(state.sent, ({ group }) => group);
  for (const all of groups.values()) violations.push(...(await checkGroup(simulation, auditor, rows, all)));
  for (const [name, queue] of simulation.queues) if (queue.size > 0) violations.push(`${name} is not empty`);
  violations.push(...(await checkFreedom(simulation, auditor)));
  return violations;
};
