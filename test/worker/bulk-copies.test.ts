import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { call } from '../support/api.ts';
import { people, person, report, schedule } from '../support/bulk.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver } from '../support/deliver.ts';
import { crashingDb } from '../support/faults.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

/** A worker process of its own on the same table. */
const worker = (world: World): World => {
  const process = worldOf(crashingDb(), world.club, world.client);
  process.clock.ahead = world.clock.ahead;
  return process;
};

/** Delivers a copy until it is taken, each time as another process, as a queue that knows no better would. */
const insist = async (world: World, message: OutgoingMessage): Promise<void> => {
  for (let tries = 0; (await deliver(worker(world), [message])).length > 0; tries += 1) {
    if (tries > 100) throw new Error('A copy is never taken');
    await sleep(20);
  }
};

const accepted = async (world: World, body: object): Promise<OutgoingMessage[]> => {
  expect((await schedule(world, body)).status).toBe(200);
  return world.queue.sent.splice(0);
};

const only = async (world: World, body: object): Promise<OutgoingMessage> => {
  const [message, ...others] = await accepted(world, body);
  if (!message || others.length > 0) throw new Error('Not one chunk');
  return message;
};

const found = async (world: World, email: string): Promise<number> =>
  (await call(world, 'members.get-by-email', { path: { email } })).status;

describe('copies of one chunk side by side, each a first delivery', () => {
  it('leave every member with all of its identifiers, and no duplicate', async () => {
    for (let round = 0; round < 8; round += 1) {
      const world = await createWorld();
      const message = await only(world, { members: people(100), job_id: 'nightly', request_number: 1 });
      const copies = Array.from({ length: 2 + (round % 2) }, async (_, n) => {
        await sleep(n * 15);
        await insist(world, message);
      });
      await Promise.all(copies);
      const all = await countItems(world.db, world.club.slug);
      expect([all.members, violations(all)], `round ${round}`).toEqual([100, []]);
      expect(await report(world, 'nightly')).toMatchObject({
        status: 'finished',
        bulk_jobs_done: 1,
        members_created_number: 100,
        members_updated_number: 0,
        errors: [],
      });
      const { email, msisdn } = person(round).properties;
      for (const identifier of [{ email }, { msisdn }]) {
        const properties = { ...identifier, first_name: 'A', last_name: 'Twin' };
        expect((await call(world, 'members.create', { body: { properties } })).status).toBe(422);
      }
    }
  });
});

describe('a late second copy, though it is a first delivery', () => {
  it('does not bring back a member that was erased meanwhile', async () => {
    const world = await createWorld();
    const { body: ola } = await call(world, 'members.create', { body: person(1) });
    const message = await only(world, { members: [person(1, { first_name: 'Ola' })], job_id: 'nightly' });
    await insist(world, message);
    expect(await report(world, 'nightly')).toMatchObject({ status: 'finished', members_updated_number: 1 });
    expect((await call(world, 'members.destroy', { path: { id: String(ola.id) } })).status).toBe(200);
    await insist(world, message);
    expect(await found(world, 'p1@example.com')).toBe(404);
    expect(await report(world, 'nightly')).toMatchObject({ members_created_number: 0, bulk_jobs_done: 1 });
  });

  it('does not block an identifier that its member gave up', async () => {
    const world = await createWorld();
    const message = await only(world, { members: [person(1)], job_id: 'nightly' });
    await insist(world, message);
    const { body: kari } = await call(world, 'members.get-by-email', { path: { email: 'p1@example.com' } });
    const moved = { properties: { email: 'kari2@example.com' } };
    await call(world, 'members.update', { path: { id: String(kari.id) }, body: moved });
    // The copy dies wherever it may; what it did must not outlive the lease of a claim.
    for (let at = 1; at <= 6; at += 1) {
      const dying = worldOf(crashingDb({ call: at, when: 'after' }), world.club, world.client);
      await deliver(dying, [message]);
    }
    const claims = (await countItems(world.db, world.club.slug)).claims;
    expect([...claims.keys()].sort()).toEqual(['email:kari2@example.com', 'msisdn:4740000001']);
    expect(
      (
        await call(world, 'members.create', {
          body: { properties: { ...person(1).properties, msisdn: undefined } },
        })
      ).status,
    ).toBe(200);
  });
});
