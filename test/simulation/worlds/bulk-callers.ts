import { CHUNK_MAX_ROWS } from '#shared/domain/bulk/bulk-request.ts';
import type { Client } from '../api.ts';
import type { Chance } from '../random.ts';

/** Few identifiers, so that rows and calls meet over them. */
export const EMAILS = ['kari@a.no', 'ola@a.no', 'per@a.no', 'siri@a.no'];
export const NUMBERS = ['4740000001', '4740000002', '4740000003', '4740000004'];

/** What the API answered to a request of a job or an import. */
export interface Sent {
  readonly face: 'bulk' | 'import';
  readonly group: string;
  readonly number: number;
  readonly rows: number;
  /** Rows may say what their members are: they count as updated, and change nothing. */
  readonly repeats?: true;
  /** Some answer said that it was accepted. */
  accepted: boolean;
}

export interface BulkState {
  readonly sent: Sent[];
}

/** No two payloads are the same, so that every change differs from every other. */
const label = (chance: Chance): string => `L${Math.floor(chance.next() * 2 ** 32)}`;

/** One or two identifiers, and a name of its own. */
const propertiesFrom = (chance: Chance, email: string | undefined, msisdn: string | undefined) => ({
  ...(email !== undefined && { email }),
  ...(msisdn !== undefined && { msisdn }),
  first_name: 'R',
  last_name: label(chance),
});

const shuffled = <T>(chance: Chance, all: readonly T[]): T[] =>
  all
    .map((one) => ({ one, order: chance.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ one }) => one);

/** Refused rows that fill a chunk, so that the rows around them go to different workers. */
const filling = (from: number): object[] =>
  Array.from({ length: CHUNK_MAX_ROWS - 1 }, (_, n) => ({
    properties: { email: `no-address-${from}-${n}`, first_name: 'F', last_name: 'F' },
  }));

/** Now and then a request has several chunks, each with one of the rows that meet others. */
const spread = (chance: Chance, rows: readonly object[]): object[] =>
  chance.happens(0.85) ? [...rows] : rows.flatMap((row, n) => [row, ...filling(n)]);

/** Rows of one request: an identifier is in one row only. */
const rowsOf = (chance: Chance): object[] => {
  const [emails, numbers] = [shuffled(chance, EMAILS), shuffled(chance, NUMBERS)];
  const rows = Array.from({ length: chance.int(1, 3) }, () => {
    const both = chance.happens(0.7);
    const email = both || chance.happens(0.5) ? emails.pop() : undefined;
    const msisdn = both || email === undefined ? numbers.pop() : undefined;
    return { properties: propertiesFrom(chance, email, msisdn) };
  });
  return spread(chance, rows);
};

type Send = (client: Client, sent: Sent, body: object) => Promise<void>;

export const SOURCES: Readonly<Record<Sent['face'], { readonly endpoint: string; readonly field: string }>> =
  {
    bulk: { endpoint: 'member-bulks.create-or-update', field: 'job_id' },
    import: { endpoint: 'member-imports.create', field: 'import_id' },
  };

export const submit: Send = async (client, sent, body) => {
  const { endpoint, field } = SOURCES[sent.face];
  const request = { body: { ...body, [field]: sent.group, request_number: sent.number } };
  const reply = await client.insist(endpoint, request, client.chance.int(1, 5));
  if (reply.status === 200) sent.accepted = true;
};

/** Sends numbered requests, one after the other or at once; some twice at the same time. */
export const bulkCaller =
  (state: BulkState, face: Sent['face'], group: string) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    for (let number = 1; number <= chance.int(1, 3); number += 1) {
      const members = rowsOf(chance);
      const updates = face === 'import' && chance.happens(0.3);
      const body = {
        members,
        ...(face === 'bulk' && chance.happens(0.1) && { only_create: true }),
        ...(updates && { operation: 'update', member_identifier_type: chance.pick(['email', 'msisdn']) }),
      };
      const sent: Sent = { face, group, number, rows: members.length, accepted: false };
      state.sent.push(sent);
      const copies = chance.happens(0.3) ? 2 : 1;
      const sending = Array.from({ length: copies }, () => submit(client, sent, body));
      if (chance.happens(0.6)) await Promise.all(sending);
    }
  };

const findId = async (client: Client): Promise<string | undefined> => {
  const { chance } = client;
  const reply = chance.happens(0.5)
    ? await client.call('members.get-by-email', { path: { email: chance.pick(EMAILS) } })
    : await client.call('members.get-by-msisdn', { path: { msisdn: chance.pick(NUMBERS) } });
  return reply.status === 200 ? String(reply.body.id) : undefined;
};

const create = async (client: Client): Promise<void> => {
  const { chance } = client;
  const email = chance.happens(0.8) ? chance.pick(EMAILS) : undefined;
  const msisdn = email === undefined || chance.happens(0.6) ? chance.pick(NUMBERS) : undefined;
  await client.insist('members.create', { body: { properties: propertiesFrom(chance, email, msisdn) } }, 3);
};

const change = async (client: Client): Promise<void> => {
  const { chance } = client;
  const id = await findId(client);
  if (id === undefined) return;
  const moves = {
    ...(chance.happens(0.5) && { email: chance.pick(EMAILS) }),
    ...(chance.happens(0.4) && { msisdn: chance.pick(NUMBERS) }),
  };
  const properties = { ...moves, last_name: label(chance) };
  await client.insist('members.update', { path: { id }, body: { properties } }, 3);
};

const destroy = async (client: Client): Promise<void> => {
  const id = await findId(client);
  if (id !== undefined) await client.insist('members.destroy', { path: { id } }, 3);
};

const ACTS = [create, create, change, change, change, destroy, destroy];

export const apiCaller = async (client: Client): Promise<void> => {
  const { chance } = client;
  for (let left = chance.int(2, 6); left > 0; left -= 1) {
    await chance.pick(ACTS)(client);
    if (chance.happens(0.5)) await client.sleep(chance.spread(1, chance.happens(0.1) ? 7_200_000 : 60_000));
  }
};
