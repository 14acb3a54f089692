import { beforeAll, describe, expect, it } from 'vitest';
import { QUEUES } from '#shared/contracts/queues.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver } from '../support/deliver.ts';
import { type CrashPoint, crashingDb } from '../support/faults.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const person = (n: number, more: object = {}) => ({
  properties: { email: `p${n}@example.com`, first_name: 'P', last_name: String(n), ...more },
});
const people = (count: number, from = 0) => Array.from({ length: count }, (_, n) => person(from + n));

interface Scene {
  readonly world: World;
  readonly path: Readonly<Record<string, string>>;
  readonly messages: readonly OutgoingMessage[];
}

/** A started import of one bulk. */
const scene = async (members: readonly object[]): Promise<Scene> => {
  const world = await createWorld();
  await call(world, 'member-imports.create', { body: { members: [person(0)] } });
  await deliver(world, world.queue.sent.splice(0));
  const { body } = await call(world, 'member-imports.create', { body: { members } });
  const { import_id } = body;
  const { bulks } = (await call(world, 'member-imports.show', { path: { import_id } })).body;
  const path = { import_id, bulk_id: String(bulks[0].id) };
  return { world, path, messages: world.queue.sent.splice(0) };
};

const report = async ({ world, path }: Scene) => (await call(world, 'member-imports.bulk', { path })).body;
const state = async (one: Scene) => {
  const { status, retries } = await report(one);
  return [status, retries];
};

/** A worker process of its own on the same table; the one that is told nothing never fails. */
const worker = (world: World, crash?: CrashPoint) => {
  const db = crashingDb(crash);
  return { ...worldOf(db, world.club, world.client), db };
};

/** One more, when the lease of a dead one is over: the queue brings its message back later than that. */
const heir = (world: World, crash?: CrashPoint) => {
  const process = worker(world, crash);
  process.clock.ahead = QUEUES.bulk.visibilityTimeout;
  return process;
};

/** A worker whose table refuses one call and then works on: an internal failure it can report. */
const failing = (world: World, call: number) => {
  const db = { ...crashingDb() };
  let calls = 0;
  const doc = new Proxy(db.doc, {
    get: (target, name) =>
      name === 'send'
        ? async (command: never) => {
            calls += 1;
            if (calls === call) throw new Error('internal failure');
            return target.send(command);
          }
        : Reflect.get(target, name),
  });
  const process = worldOf({ ...db, doc }, world.club, world.client);
  process.clock.ahead = world.clock.ahead;
  return process;
};

const MEMBERS = [person(0, { first_name: 'Changed' }), person(1), person(2), { properties: { email: 'x' } }];
const EXPECTED = {
  status: 'finished',
  members_created_number: 2,
  members_updated_number: 1,
  members_with_validation_errors_number: 1,
};

const check = async (one: Scene): Promise<void> => {
  const body = await report(one);
  expect(body).toMatchObject(EXPECTED);
  expect(Object.keys(body.members_errors)).toEqual(['x']);
  const found = await countItems(one.world.db, one.world.club.slug);
  expect(violations(found)).toEqual([]);
  expect(found.members).toBe(3);
};

describe('a bulk of an import', () => {
  let calls = 0;

  beforeAll(async () => {
    const one = await scene(MEMBERS);
    const process = worker(one.world);
    expect(await deliver(process, one.messages)).toEqual([]);
    calls = process.db.calls();
    await check(one);
  });

  it('waits for a retry after a failure at any stage, and then finishes with the same numbers', async () => {
    expect(calls).toBeGreaterThan(5);
    for (let at = 1; at <= calls; at += 1) {
      const one = await scene(MEMBERS);
      expect(await state(one)).toEqual(['waiting', 0]);
      expect(await deliver(failing(one.world, at), one.messages), `call ${at}`).toHaveLength(1);
      // A delivery that never got the chunk has not failed at it.
      const failures = at === 1 ? 0 : 1;
      expect(await state(one), `call ${at}`).toEqual(
        failures ? ['waiting_for_retry', failures] : ['waiting', 0],
      );
      expect(await deliver(worker(one.world), one.messages, { receiveCount: 2 })).toEqual([]);
      await check(one);
      expect(await state(one)).toEqual(['finished', failures]);
    }
  });

  it('finishes with the same numbers after an unreported crash before or after any call', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= calls; at += 1) {
        const one = await scene(MEMBERS);
        await deliver(worker(one.world, { call: at, when }), one.messages);
        const ended = at === calls && when === 'after';
        const began = at > 1 || when === 'after';
        expect((await state(one))[0]).toBe(ended ? 'finished' : began ? 'working' : 'waiting');
        await deliver(heir(one.world), one.messages, { receiveCount: 2 });
        await check(one);
        expect(await state(one), `${when} ${at}`).toEqual(['finished', began && !ended ? 1 : 0]);
      }
    }
  });

  it('counts retries 1 to 4 and is failed with 5 after the fifth failure, visible at each step', async () => {
    const one = await scene(MEMBERS);
    const fail = () => deliver(failing(one.world, 3), one.messages);
    await fail();
    expect(await state(one)).toEqual(['waiting_for_retry', 1]);
    // Taken up again and killed on the spot: seen at work, with the failures so far.
    await deliver(worker(one.world, { call: 5, when: 'before' }), one.messages);
    expect(await state(one)).toEqual(['working', 1]);
    // Nobody could say that this one failed, until the next takes the chunk up.
    await deliver(heir(one.world, { call: 5, when: 'before' }), one.messages);
    expect(await state(one)).toEqual(['working', 2]);
    one.world.clock.ahead = 3 * QUEUES.bulk.visibilityTimeout;
    await fail();
    expect(await state(one)).toEqual(['waiting_for_retry', 4]);
    await fail();
    expect(await state(one)).toEqual(['failed', 5]);
  });

  it('is failed by the dead-letter queue when no worker could say so', async () => {
    const one = await scene(MEMBERS);
    for (let receiveCount = 1; receiveCount <= 5; receiveCount += 1) {
      await deliver(worker(one.world, { call: 1, when: 'before' }), one.messages, { receiveCount });
    }
    expect((await state(one))[0]).toBe('waiting');
    await deliver(one.world, one.messages, { worker: 'workers.bulk-dead-letter' });
    expect(await state(one)).toEqual(['failed', 5]);
  });

  it('stays as it ended, whatever is delivered, fails or is given up later', async () => {
    for (const end of ['finished', 'failed'] as const) {
      const one = await scene(MEMBERS);
      if (end === 'finished') await deliver(worker(one.world), one.messages);
      else await deliver(one.world, one.messages, { worker: 'workers.bulk-dead-letter' });
      const before = await report(one);
      expect(before.status).toBe(end);
      await deliver(worker(one.world), one.messages);
      for (let at = 1; at <= calls; at += 2) {
        await deliver(failing(one.world, at), one.messages, { receiveCount: 1 + (at % 5) });
      }
      await deliver(one.world, one.messages, { worker: 'workers.bulk-dead-letter' });
      one.world.clock.ahead = 26 * 60 * 60;
      await deliver(one.world, one.messages);
      const { members_errors: _, ...after } = await report(one);
      const { members_errors: __, ...was } = before;
      expect(after).toEqual(was);
    }
  });

  it('of several chunks reports the retry of one before the progress of the others, and their worst count', async () => {
    const one = await scene(people(250, 10));
    const [a, b, c] = one.messages as [OutgoingMessage, OutgoingMessage, OutgoingMessage];
    expect(one.messages).toHaveLength(3);
    await deliver(worker(one.world), [a]);
    expect(await state(one)).toEqual(['working', 0]);
    await deliver(failing(one.world, 3), [b]);
    await deliver(failing(one.world, 3), [c]);
    await deliver(failing(one.world, 3), [c]);
    expect(await state(one)).toEqual(['waiting_for_retry', 2]);
    await deliver(worker(one.world), [c], { receiveCount: 3 });
    expect(await state(one)).toEqual(['waiting_for_retry', 2]);
    await deliver(worker(one.world), [b], { receiveCount: 2 });
    expect(await state(one)).toEqual(['finished', 2]);
    expect(await report(one)).toMatchObject({ members_created_number: 250 });
  });

  it('of several chunks is failed when all have ended, not before', async () => {
    const one = await scene(people(150, 10));
    const [a, b] = one.messages as [OutgoingMessage, OutgoingMessage];
    for (let n = 0; n < 5; n += 1) await deliver(failing(one.world, 3), [a]);
    expect(await state(one)).toEqual(['working', 5]);
    await deliver(worker(one.world), [b]);
    expect(await state(one)).toEqual(['failed', 5]);
    expect(await report(one)).toMatchObject({ members_created_number: 50 });
  });
});
