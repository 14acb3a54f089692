import { expect, it } from 'vitest';
import { COUNTS } from '../../bench/scale/counts.ts';
import { call } from '../support/api.ts';
import { counted } from '../support/counted.ts';
import { deliver } from '../support/deliver.ts';
import { type MeteredDb, meteredDb } from '../support/meter.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

/** Budgets (architecture §11), counted, per member with two identifiers, in functions that are warm. */
const MEMBERS = 1000;

const members = Array.from({ length: MEMBERS }, (_, n) => ({
  properties: {
    email: `person.number.${n}@example.com`,
    msisdn: `47400${String(n).padStart(5, '0')}`,
    first_name: 'Kari',
    last_name: `Nordmann ${n}`,
    birthday: '1990-10-23',
    interests: ['sportwear'],
  },
}));

const warm = async (world: World, worker: World): Promise<void> => {
  const body = { members: [{ properties: { email: 'warm@example.com', first_name: 'W', last_name: 'M' } }] };
  await call(world, 'member-bulks.create-or-update', { body });
  expect(await deliver(worker, world.queue.sent.splice(0))).toEqual([]);
};

const work = async (world: World, db: MeteredDb) => {
  const { status } = await call(world, 'member-bulks.create-or-update', { body: { members } });
  expect(status).toBe(200);
  const messages = world.queue.sent.splice(0);
  const worker = worldOf(db, world.club, world.client);
  // A slow worker asks once more whether its chunk has ended; how slow this machine is does not count.
  const now = worker.runtime.now();
  Object.assign(worker.runtime, { now: () => now });
  await warm(world, worker);
  const deliverAll = async () => {
    for (const message of messages) expect(await deliver(worker, [message])).toEqual([]);
  };
  return counted(db, deliverAll, MEMBERS);
};

it('creates members in bulk at half the price of transactions, and re-imports them for nothing', async () => {
  const world = await createWorld();
  const db = await meteredDb();
  expect(await work(world, db)).toEqual(COUNTS['new row of a bulk']);
  // What is written are the chunks' own counters, and nothing for a member.
  expect(await work(world, db)).toEqual(COUNTS['unchanged row of a bulk']);
});

it('accepts 5000 members with at most ten calls', async () => {
  const world = await createWorld();
  const db = await meteredDb();
  const metered = worldOf(db, world.club, world.client, world.queues);
  await call(metered, 'clubs.schema');
  db.reset();
  const many = Array.from({ length: 5 }, (_, k) =>
    members.map(({ properties }, n) => ({
      properties: { ...properties, email: `m${k}.${n}@example.com`, msisdn: undefined },
    })),
  ).flat();
  const body = { members: many, job_id: 'nightly', request_number: 7 };
  expect((await call(metered, 'member-bulks.create-or-update', { body })).status).toBe(200);
  expect(world.queue.sent).toHaveLength(50);
  const sends = Math.ceil(world.queue.sent.length / 10);
  expect(db.read().calls + sends).toBeLessThanOrEqual(10);
});

it('reads and creates single members within their budgets', async () => {
  const world = await createWorld();
  const db = await meteredDb();
  const metered = worldOf(db, world.club, world.client);
  await call(metered, 'clubs.schema');
  const counted = async (id: string, request: object) => {
    db.reset();
    const { body } = await call(metered, id, request);
    return { body, calls: db.read().calls };
  };
  const created = await counted('members.create', { body: members[0] });
  expect(created.calls).toBe(2);
  expect((await counted('members.get', { path: { id: String(created.body.id) } })).calls).toBe(1);
  expect(
    (await counted('members.get-by-email', { path: { email: 'person.number.0@example.com' } })).calls,
  ).toBe(2);
  expect((await counted('members.get-by-msisdn', { path: { msisdn: '4740000000' } })).calls).toBe(2);
});
