import { expect, it } from 'vitest';
import { storedRows } from '#shared/bulk/rows/row-table.ts';
import { dbOf } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { FIRST_POSITION, type PreparationPosition } from '#shared/domain/messaging/cursors.ts';
import { audienceSource } from '#shared/messaging/execution/audience-source.ts';
import type { ExecutionContext } from '#shared/messaging/execution/new-dispatch.ts';
import type { RecipientDispatches } from '#shared/messaging/execution/preparation-source.ts';
import { processPlatform } from '#shared/platform.ts';
import type { Channel } from '#shared/vocabulary.ts';
import { clientThrough, Model } from '../../simulation/dynamodb/model.ts';
import { plainMember } from '../../support/plain-member.ts';

/** How a shard of the audience is read: pages of 100 members, one index after the other. */

const CLUB = 'a-club';
const NOW = '2026-01-01T00:00:00.000Z';

const member = (n: number, has: 'email' | 'msisdn' | 'both', devices = 1): Member => ({
  ...plainMember({
    id: 16 * n,
    club: CLUB,
    properties: {
      last_name: String(n % 10),
      ...(has !== 'msisdn' && { email: `m${String(n).padStart(5, '0')}@a.no` }),
      ...(has !== 'email' && { msisdn: `4740${String(n).padStart(6, '0')}` }),
    },
    now: NOW,
  }),
  devices: Array.from({ length: devices }, (_, at) => ({
    token: `${n} ${at}`,
    platform: 'ios',
    installation: String(at),
    firebase_project: null,
    endpoint: null,
    session: null,
    registered_at: NOW,
  })),
});

const several = (from: number, count: number, has: 'email' | 'msisdn' | 'both'): Member[] =>
  Array.from({ length: count }, (_, n) => member(from + n, has));

/** The batches of a whole shard. */
const read = async (
  members: readonly Member[],
  type: Channel,
  { wanted, matches = () => true }: { wanted: number; matches?: (one: Member) => boolean },
) => {
  const model = new Model();
  const db = dbOf(
    clientThrough(async (command) => model.execute(command)),
    'audience',
    processPlatform,
  );
  await storedRows(db, CLUB).insert(members);
  const execution = {
    club: CLUB,
    sending: { id: 7, scheduled_at: null },
    snapshot: { channel: { type }, marketing: false },
    now: new Date(NOW),
  } as unknown as ExecutionContext;
  const source = audienceSource(db, execution, 0, matches, []);
  const batches: (readonly RecipientDispatches[])[] = [];
  for (let position: PreparationPosition | undefined = FIRST_POSITION; position; ) {
    const batch = await source(position, wanted);
    batches.push(batch.groups);
    position = batch.position;
  }
  return batches;
};

const idsOf = (groups: readonly RecipientDispatches[]) =>
  groups.flatMap(({ dispatches }) => dispatches.map(({ member_id }) => member_id));

const ALL = [...several(1, 100, 'both'), ...several(101, 100, 'email'), ...several(201, 50, 'msisdn')];

it('each member who may have a device is read once, whatever it is found by', async () => {
  const batches = await read([...ALL, member(300, 'email', 0)], 'push', {
    wanted: 1,
    matches: ({ properties }) => properties['last_name'] !== '3',
  });
  const expected = ALL.filter(({ properties }) => properties['last_name'] !== '3').map(({ id }) => id);
  expect(idsOf(batches.flat())).toEqual(expected);
  expect(batches.flat().filter(({ exclusion }) => exclusion !== undefined)).toHaveLength(1);
  // Nothing is wanted of the third page, whose member has no device, nor of the first one of the second index.
  expect(batches.map((groups) => groups.length)).toEqual([90, 90, 46]);
});

it('the cursor after each member is where the next one is read', async () => {
  const groups = (await read(ALL, 'push', { wanted: 1 })).flat();
  expect(groups[99]?.position).toEqual({ indexNumber: 0, after: 'm00100@a.no' });
  expect(groups[200]?.position).toEqual({ indexNumber: 1, after: '4740000201' });
});

it('a channel with one kind of address reads one index', async () => {
  expect(idsOf((await read(ALL, 'sms', { wanted: 100 })).flat())).toHaveLength(150);
  expect(idsOf((await read(ALL, 'email', { wanted: 100 })).flat())).toHaveLength(200);
});

it('a batch ends with what is wanted, or after ten pages', async () => {
  const members = several(1, 1000, 'msisdn');
  const sizes = async (wanted: number, matches: (one: Member) => boolean) =>
    (await read(members, 'sms', { wanted, matches })).map(({ length }) => length);
  expect(await sizes(1, () => true)).toEqual([...Array(10).fill(100), 0]);
  expect(await sizes(101, () => true)).toEqual([...Array(5).fill(200), 0]);
  expect(await sizes(100, () => true)).toEqual([...Array(10).fill(100), 0]);
  expect(await sizes(1, () => false)).toEqual([0, 0]);
});
