import { setTimeout as sleep } from 'node:timers/promises';
import { lastRows, type OldSystem, writeChanged, writeExport, writeLastExport } from './export-files.ts';
import { EXPORTED_AT, type OldMember, oldMembers, PASSWORD_SCHEMES } from './members.ts';

/** What a move is played on. */
export interface MovePlace {
  readonly system: OldSystem;
  /** A club that is `moving_in`. */
  readonly club: string;
  /** Where the files of the old system are written. */
  readonly folder: string;
  /** Runs the operator's command with `--json`; @returns what it printed */
  loyalty(args: readonly string[]): Promise<Answer>;
  /** A request with the club's client token; @param path behind `/v3/<club>/`, or with a slash in front in full */
  ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Answer }>;
}

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked at, not relied upon.
type Answer = any;

const logIns = function* (members: Iterable<OldMember>, each: number): Generator<OldMember> {
  const left = new Map(PASSWORD_SCHEMES.map((scheme) => [scheme, each]));
  for (const member of members) {
    const { row, password } = member;
    const open = left.get(password?.scheme ?? '') ?? 0;
    if (open === 0 || String(row['banned_until'] ?? '') > '2030') continue;
    left.set(password?.scheme ?? '', open - 1);
    yield member;
  }
};

const nameOf = ({ row: { properties } }: OldMember) => {
  const identifier_type = properties['email'] === undefined ? 'msisdn' : 'email';
  return { identifier_type, identifier: properties[identifier_type] };
};

/** Members of each scheme log in with the passwords that they had. @returns log-ins by scheme */
export const logInAll = async (
  { system, ask }: MovePlace,
  each: number,
): Promise<Readonly<Record<string, readonly number[]>>> => {
  const statuses: Record<string, number[]> = {};
  for (const member of logIns(oldMembers(system.seed, system.members), each)) {
    const { scheme = '', password } = member.password ?? {};
    const body = { grant_type: 'password', ...nameOf(member), password };
    const { status } = await ask('POST', 'members/oauth/token', body);
    statuses[scheme] = [...(statuses[scheme] ?? []), status];
  }
  return statuses;
};

/** Reads every n-th member under its old id. @returns ids that do not lead to their members */
export const wrongIds = async ({ system, ask }: MovePlace, every: number): Promise<readonly number[]> => {
  const wrong: number[] = [];
  let n = 0;
  for (const { row } of oldMembers(system.seed, system.members)) {
    if (n++ % every !== 0) continue;
    const { body } = await ask('GET', `members/${row.id}`);
    if (body?.id !== row.id || body.properties.first_name !== row.properties['first_name'])
      wrong.push(row.id);
  }
  return wrong;
};

export const restoreAll = async (
  { folder, club, system, loyalty }: MovePlace,
  more: readonly string[] = [],
) => {
  const file = `${folder}/export.jsonl`;
  await writeExport(file, system);
  return loyalty(['members', 'import', file, '--restore', '--club', club, ...more]);
};

export const verifyAll = ({ folder, club, loyalty }: MovePlace, file = 'export.jsonl') =>
  loyalty(['move', 'verify', '--club', club, '--file', `${folder}/${file}`, '--extra']);

/** Brings over what the old system has a day after the export. */
export const bringChanges = async (
  { folder, club, system, loyalty }: MovePlace,
  more: readonly string[] = [],
) => {
  const file = `${folder}/changed.jsonl`;
  await writeChanged(file, system);
  await writeLastExport(`${folder}/last.jsonl`, system);
  return loyalty(['move', 'delta', '--club', club, '--file', file, '--since', EXPORTED_AT, ...more]);
};

const TEXT = 'Hello from the new system';

/** Sends an SMS to all members. @returns numbers that were written to, without `+` */
export const sendToAll = async ({ ask }: MovePlace): Promise<readonly string[]> => {
  const template = { type: 'inline', definition: { type: 'plain', content: { body: TEXT } } };
  const conditions = [{ condition_group: 'member', field: 'id', operator: 'exists' }];
  const sending = { schedule: { type: 'immediate' }, audience: { type: 'inline', conditions } };
  const message = { name: 'To all', channels: [{ type: 'sms', template }], sending };
  const { status, body } = await ask('POST', '/v1/messages', { message });
  if (status !== 200) throw new Error(`The sending was refused: ${status} ${JSON.stringify(body)}`);
  const path = `/v1/messages/sendings/${body.message.latest_sending.id}`;
  for (;;) {
    const { body: now } = await ask('GET', path);
    const state = now.sending?.status;
    if (state === 'transmitted') break;
    if (['failed', 'cancelled', 'skipped'].includes(state)) throw new Error(`The sending is ${state}`);
    await sleep(500);
  }
  const { body: outbox } = await ask('GET', '/_local/outbox');
  return outbox
    .filter(({ text }: Answer) => text === TEXT)
    .map(({ to }: Answer) => String(to).replace('+', ''));
};

/** Numbers of members that may be written to, after what changed; those that opted out or cannot be reached are not. */
export const mayBeWrittenTo = ({ system }: MovePlace): Set<string> => {
  const numbers = new Set<string>();
  for (const { sms_status, properties } of lastRows(system))
    if (['enabled', 'verified'].includes(sms_status) && properties['msisdn'])
      numbers.add(String(properties['msisdn']));
  return numbers;
};
