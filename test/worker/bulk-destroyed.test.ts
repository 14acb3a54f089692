import { beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver, drain } from '../support/deliver.ts';
import { type CrashPoint, crashingDb } from '../support/faults.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const EMAIL = 'gone@example.com';
const person = { properties: { email: EMAIL, msisdn: '4740485124', first_name: 'The', last_name: 'Doge' } };

const process = (world: World, crash?: CrashPoint) => {
  const db = crashingDb(crash);
  return { ...worldOf(db, world.club, world.client), db };
};

const scheduled = async () => {
  const world = await createWorld();
  const { body } = await call(world, 'member-bulks.create-or-update', { body: { members: [person] } });
  return { world, job: body.job_id as string, message: world.queue.sent[0] as OutgoingMessage };
};

/** @returns whether there was a member to remove */
const destroyed = async (world: World): Promise<boolean> => {
  const { status, body } = await call(world, 'members.get-by-email', { path: { email: EMAIL } });
  if (status === 404) return false;
  const reply = await call(world, 'members.destroy', { path: { id: String(body.id) } });
  return reply.status === 200;
};

describe('a bulk row that made a member which was removed', () => {
  let calls = 0;
  beforeAll(async () => {
    const { world, message } = await scheduled();
    const worker = process(world);
    await deliver(worker, [message]);
    calls = worker.db.calls();
  });

  it('does not bring it back, wherever its worker died', async () => {
    const removed: boolean[] = [];
    for (let at = 1; at <= calls; at += 1) {
      const { world, job, message } = await scheduled();
      await deliver(process(world, { call: at, when: 'after' }), [message]);
      const gone = await destroyed(world);
      removed.push(gone);
      await drain(
        process(world),
        [message].flatMap((one) => [one, one]),
      );
      await deliver(process(world), [message], { receiveCount: 2 });
      const found = await countItems(world.db, world.club.slug);
      expect([found.members, violations(found)], `crash after call ${at}`).toEqual([gone ? 0 : 1, []]);
      const { body } = await call(world, 'member-bulks.status', { path: { job_id: job } });
      expect(body).toMatchObject({ status: 'finished', members_created_number: 1 });
    }
    expect(new Set(removed)).toEqual(new Set([true, false]));
  });

  it('leaves its successor alone', async () => {
    const { world, message } = await scheduled();
    await deliver(process(world), [message]);
    await destroyed(world);
    const successor = { ...person.properties, first_name: 'Another' };
    const { body } = await call(world, 'members.create', { body: { properties: successor } });
    await deliver(process(world), [message], { receiveCount: 2 });
    expect((await call(world, 'members.get-by-email', { path: { email: EMAIL } })).body).toEqual(body);
  });

  it('never blocks its identifiers for good', async () => {
    // A worker that slept through the removal takes the claims and dies before it can give them back.
    for (let at = 1; at <= calls; at += 1) {
      const { world, message } = await scheduled();
      await deliver(process(world), [message]);
      await destroyed(world);
      await deliver(process(world, { call: at, when: 'after' }), [message]);
      world.clock.ahead = 600;
      expect((await call(world, 'members.create', { body: person })).status, `crash after call ${at}`).toBe(
        200,
      );
      const found = await countItems(world.db, world.club.slug);
      expect([found.members, violations(found)]).toEqual([1, []]);
    }
  });
});
