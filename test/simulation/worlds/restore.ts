import { bulkReaper } from '#shared/contracts/scheduled-workers.ts';
import type { Client } from '../api.ts';
import type { Simulation, World } from '../world.ts';
import { bulkWorld } from './bulk.ts';
import { apiCaller, type BulkState, bulkCaller, EMAILS, NUMBERS, submit } from './bulk-callers.ts';
import { checkBulkWorld } from './bulk-invariants.ts';
import { prepareClub } from './club.ts';

/** Ids that the counter gives out as well, and higher ones. */
const IDS = [1, 2, 3, 5, 8, 13, 40];

const restoredFrom = ({ chance }: Client, id: number, email: string | undefined) => ({
  id,
  properties: {
    ...(email !== undefined && { email }),
    ...((email === undefined || chance.happens(0.3)) && { msisdn: chance.pick(NUMBERS) }),
    first_name: 'O',
    last_name: `O${chance.int(1, 3)}`,
  },
  created_at: `2015-01-0${1 + (id % 9)}T00:00:00Z`,
  updated_at: `20${chance.int(16, 19)}-01-01T00:00:00Z`,
  email_status: chance.pick(['unsubscribed', 'enabled']),
});

/** Restores members, most of them twice: with the same file again, or with a later one. */
const restoreCaller =
  (state: BulkState, group: string) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    let members: object[] = [];
    for (let number = 1; number <= chance.int(1, 3); number += 1) {
      const emails = [...EMAILS];
      if (number === 1 || chance.happens(0.5))
        members = Array.from({ length: chance.int(1, 3) }, () =>
          restoredFrom(client, chance.pick(IDS), chance.happens(0.8) ? emails.pop() : undefined),
        ).filter(withOwnNumber());
      const sent = {
        face: 'import' as const,
        group,
        number,
        rows: members.length,
        repeats: true as const,
        accepted: false,
      };
      state.sent.push(sent);
      const copies = chance.happens(0.3) ? 2 : 1;
      const body = { operation: 'restore', members };
      const sending = Array.from({ length: copies }, () => submit(client, sent, body));
      if (chance.happens(0.6)) await Promise.all(sending);
    }
  };

/** A request holds a number once. */
function withOwnNumber() {
  const seen = new Set<string>();
  return ({ properties: { msisdn } }: ReturnType<typeof restoredFrom>): boolean => {
    if (msisdn === undefined) return true;
    if (seen.has(msisdn)) return false;
    seen.add(msisdn);
    return true;
  };
}

/** No id is given out that a row may restore, and no row sets a member back to an earlier state. */
const checkRestored = (simulation: Simulation): string[] => {
  const ids = [...simulation.model.table.all()]
    .filter(({ kind }) => kind === 'member')
    .map(({ id }) => Number(id));
  const counter = [...simulation.model.table.all()].find(({ sk }) => sk === 'COUNTER#members');
  const highest = Math.max(0, ...ids);
  const low =
    Number(counter?.['last_id'] ?? 0) < highest ? [`the counter is below the member ${highest}`] : [];
  const back = simulation.changes.flatMap(({ before, after }) =>
    before?.['kind'] === 'member' &&
    after?.['kind'] === 'member' &&
    (after['changed'] as { source?: string } | undefined)?.source === 'restore' &&
    String(after['updated_at']) < String(before['updated_at'])
      ? [`member ${after['id']} was set back from ${before['updated_at']} to ${after['updated_at']}`]
      : [],
  );
  return [...low, ...back];
};

export const restoreWorld: World<BulkState> = {
  ...bulkWorld,
  name: 'restore',
  streams: bulkWorld.streams,
  scheduled: [bulkReaper],
  prepare: (db) => prepareClub(db, { moving_in: true }),
  start(simulation) {
    const { chance } = simulation;
    const state: BulkState = { sent: [] };
    const window = chance.pick([1, 30, 1000, 60_000]);
    const begin = () => chance.next() * window;
    for (let n = chance.int(1, 2); n > 0; n -= 1)
      simulation.client(`restore-caller-${n}`, begin(), restoreCaller(state, `restore-${n}`));
    for (let n = chance.int(0, 2); n > 0; n -= 1) {
      const face = chance.pick(['bulk', 'import'] as const);
      simulation.client(`${face}-caller-${n}`, begin(), bulkCaller(state, face, `${face}-${n}`));
    }
    for (let n = chance.int(0, 2); n > 0; n -= 1) simulation.client(`api-caller-${n}`, begin(), apiCaller);
    return state;
  },
  async check(simulation, state, auditor) {
    const restored = checkRestored(simulation);
    return [...restored, ...(await checkBulkWorld(simulation, state, auditor))];
  },
};
