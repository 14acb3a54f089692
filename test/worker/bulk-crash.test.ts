import { beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver, drain } from '../support/deliver.ts';
import { type CrashPoint, crashingDb } from '../support/faults.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const HALF_DEAD = 10 * 60;

interface Scene {
  readonly world: World;
  readonly job: string;
  readonly message: OutgoingMessage;
}

const person = (n: number, more: object = {}) => ({
  properties: {
    email: `p${n}@example.com`,
    msisdn: `4740${String(n).padStart(6, '0')}`,
    first_name: 'P',
    last_name: String(n),
    ...more,
  },
});

/**
 * One chunk with every kind of row: new, changed, unchanged, moved to another identifier, invalid,
 * conflicting, two rows for one member, and one whose second identifier is an existing member's.
 */
const scene = async (): Promise<Scene> => {
  const world = await createWorld();
  await call(world, 'member-bulks.create-or-update', {
    body: { members: Array.from({ length: 7 }, (_, n) => person(n)) },
  });
  await drain(world, world.queue.sent.splice(0));
  const members = [
    person(100),
    person(101),
    person(0, { first_name: 'Changed' }),
    person(1),
    { properties: { email: 'p2@example.com', msisdn: '4740009999' } },
    { properties: { email: 'invalid@example.com' } },
    { properties: { email: 'p3@example.com', msisdn: '4740000004' } },
    { properties: { email: 'fresh@example.com', msisdn: '4740000005', first_name: 'By msisdn' } },
    { properties: { email: 'p6@example.com', last_name: 'First' } },
    { properties: { msisdn: '4740000006', first_name: 'Second' } },
  ];
  const reply = await call(world, 'member-bulks.create-or-update', { body: { members } });
  const [message] = world.queue.sent.splice(0);
  if (!message) throw new Error('No message was sent');
  return { world, job: reply.body.job_id, message };
};

/** A worker process of its own on the same table. */
const process = (world: World, crash?: CrashPoint) => {
  const db = crashingDb(crash);
  return { ...worldOf(db, world.club, world.client), db };
};

const report = async (world: World, job: string) =>
  (await call(world, 'member-bulks.status', { path: { job_id: job } })).body;

const EXPECTED = {
  status: 'finished',
  bulk_jobs: 1,
  bulk_jobs_done: 1,
  members_created_number: 2,
  members_updated_number: 6,
  members_skipped_number: 0,
  members_with_validation_errors_number: 2,
};

const check = async ({ world, job }: Scene): Promise<void> => {
  const body = await report(world, job);
  expect(body).toMatchObject(EXPECTED);
  expect(body.errors.map(({ position }: { position: number }) => position)).toEqual([5, 6]);
  const found = await countItems(world.db, world.club.slug);
  expect(violations(found)).toEqual([]);
  expect(found.members).toBe(9);
  const fresh = await call(world, 'members.get-by-email', { path: { email: 'fresh@example.com' } });
  expect(fresh.body.properties).toMatchObject({ msisdn: '4740000005', first_name: 'By msisdn' });
  const both = await call(world, 'members.get-by-email', { path: { email: 'p6@example.com' } });
  expect(both.body.properties).toMatchObject({ last_name: 'First', first_name: 'Second' });
};

describe('a chunk of a bulk', () => {
  let calls = 0;

  beforeAll(async () => {
    const one = await scene();
    const worker = process(one.world);
    expect(await deliver(worker, [one.message])).toEqual([]);
    calls = worker.db.calls();
    await check(one);
  });

  it('counts once when it is delivered again later', async () => {
    const one = await scene();
    await deliver(process(one.world), [one.message]);
    await deliver(process(one.world), [one.message], { receiveCount: 2 });
    await deliver(process(one.world), [one.message]);
    await check(one);
  });

  it('counts once when it is delivered twice at once', async () => {
    for (let n = 0; n < 5; n += 1) {
      const one = await scene();
      const left = await Promise.all([
        deliver(process(one.world), [one.message]),
        deliver(process(one.world), [one.message], { receiveCount: 2 }),
      ]);
      await drain(process(one.world), left.flat());
      await check(one);
    }
  });

  it.each(['before', 'after'] as const)('survives a crash %s every call of the worker', async (when) => {
    expect(calls).toBeGreaterThan(8);
    for (let at = 1; at <= calls; at += 1) {
      const one = await scene();
      const crashed = await deliver(process(one.world, { call: at, when }), [one.message]);
      expect(crashed, `crash ${when} call ${at}`).toHaveLength(1);
      await drain(process(one.world), crashed);
      await check(one);
    }
  });

  it('survives a second crash on the way back', async () => {
    for (let at = 1; at <= calls; at += 3) {
      const one = await scene();
      await deliver(process(one.world, { call: 6, when: 'after' }), [one.message]);
      await deliver(process(one.world, { call: at, when: 'after' }), [one.message], { receiveCount: 2 });
      await drain(process(one.world), [one.message]);
      await check(one);
    }
  });

  it('takes over what a dead worker left, but only after the lease', async () => {
    const world = await createWorld();
    const schedule = async (n: number) => {
      const reply = await call(world, 'member-bulks.create-or-update', { body: { members: [person(n)] } });
      return { job: reply.body.job_id as string, message: world.queue.sent.splice(0)[0] as OutgoingMessage };
    };
    const dead = await schedule(1);
    // Calls: lease and start, schema, claims, take both claims; it dies before the member is there.
    await deliver(process(world, { call: 4, when: 'after' }), [dead.message]);
    const claimed = await countItems(world.db, world.club.slug);
    expect([claimed.claims.size, claimed.members]).toEqual([2, 0]);

    const heir = await schedule(1);
    expect(await deliver(process(world), [heir.message])).toHaveLength(1);
    const later = process(world);
    later.clock.ahead = HALF_DEAD;
    expect(await deliver(later, [heir.message], { receiveCount: 2 })).toEqual([]);
    expect(await report(world, heir.job)).toMatchObject({ members_created_number: 1 });
    // The dead one comes back: its member exists now, so its row is an update.
    expect(await deliver(later, [dead.message], { receiveCount: 2 })).toEqual([]);
    expect(await report(world, dead.job)).toMatchObject({
      members_created_number: 0,
      members_updated_number: 1,
    });
    const found = await countItems(world.db, world.club.slug);
    expect([found.members, violations(found)]).toEqual([1, []]);
  });

  it('lets a single create take over the same way', async () => {
    const world = await createWorld();
    await call(world, 'member-bulks.create-or-update', { body: { members: [person(1)] } });
    const [message] = world.queue.sent.splice(0);
    await deliver(process(world, { call: 4, when: 'after' }), [message as OutgoingMessage]);
    const create = () => call(world, 'members.create', { body: person(1) });
    expect((await create()).status).toBe(422);
    world.clock.ahead = HALF_DEAD;
    expect((await create()).status).toBe(200);
    const found = await countItems(world.db, world.club.slug);
    expect([found.members, violations(found)]).toEqual([1, []]);
  });
});
