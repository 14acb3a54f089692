import { beforeEach, describe, expect, it } from 'vitest';
import { people, report, schedule } from '../support/bulk.ts';
import { beforeTransactions } from '../support/concurrent-writes.ts';
import { countItems, violations } from '../support/count-items.ts';
import { drain } from '../support/deliver.ts';
import { type CrashPoint, crashingDb } from '../support/faults.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const REQUEST = { members: people(250), job_id: 'nightly', request_number: 1 };
const UNNUMBERED = { members: people(250), job_id: 'nightly' };
const chunksOf = ({ queue }: World): number[] => queue.sent.map(({ body }) => JSON.parse(body).chunk);

/** Every row has exactly one outcome, and the members are there once. */
const expectExact = async (): Promise<void> => {
  await drain(world, world.queue.sent.splice(0));
  expect(await report(world, 'nightly')).toMatchObject({
    status: 'finished',
    bulk_jobs: 3,
    bulk_jobs_done: 3,
    members_created_number: 250,
    members_updated_number: 0,
    members_with_validation_errors_number: 0,
  });
  const found = await countItems(world.db, world.club.slug);
  expect([found.members, violations(found)]).toEqual([250, []]);
};

describe.each([
  ['numbered', REQUEST],
  ['unnumbered', UNNUMBERED],
])('a %s bulk request', (_, request) => {
  it('answers 503 when a chunk cannot be sent, and the same request sends only what is missing', async () => {
    world.queue.refuse = ({ id }) => id === '1';
    const { status, body, headers } = await schedule(world, request);
    expect([status, body]).toEqual([503, { error: expect.any(String) }]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(chunksOf(world)).toEqual([0, 2]);
    expect((await schedule(world, request)).status).toBe(503);
    expect(chunksOf(world)).toEqual([0, 2]);
    world.queue.refuse = () => false;
    expect((await schedule(world, request)).body).toEqual({ success: true, job_id: 'nightly' });
    expect(chunksOf(world)).toEqual([0, 2, 1]);
    await expectExact();
  });
});

describe('a numbered bulk request', () => {
  const crashed = (crash?: CrashPoint) => {
    const db = crashingDb(crash);
    return { ...worldOf(db, world.club, world.client, world.queues), db };
  };

  it.each(['before', 'after'] as const)('survives a crash %s every call of accepting it', async (when) => {
    const calm = crashed();
    await schedule(calm, REQUEST);
    const calls = calm.db.calls();
    expect(calls).toBeGreaterThanOrEqual(6);
    for (let at = 1; at <= calls; at += 1) {
      world = await createWorld();
      const { status } = await schedule(crashed({ call: at, when }), REQUEST);
      expect(status, `crash ${when} call ${at}`).toBe(500);
      expect((await schedule(world, REQUEST)).status).toBe(200);
      expect(new Set(chunksOf(world))).toEqual(new Set([0, 1, 2]));
      await expectExact();
    }
  });

  it('survives a crash in the middle of sending', async () => {
    const { send } = world.queue;
    world.queue.send = async (messages) => {
      await send.call(world.queue, messages.slice(0, 2));
      throw new Error('the process dies');
    };
    expect((await schedule(world, REQUEST)).status).toBe(500);
    world.queue.send = send;
    expect((await schedule(world, REQUEST)).status).toBe(200);
    expect(chunksOf(world)).toEqual([0, 1, 0, 1, 2]);
    await expectExact();
  });

  it('is one request when it comes ten times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        schedule(worldOf(world.db, world.club, world.client, world.queues), REQUEST),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await expectExact();
  });

  it('is not noted as sent by the sender of the one before', async () => {
    const {
      findRequest,
      recordSendResult: noteSent,
      recordRequest,
    } = await import('#shared/data/bulk/bulk-requests.ts');
    const ref = { source: 'bulk', club: world.club.slug, client: world.client.id, job: 'j' } as const;
    const now = new Date().toISOString();
    const common = { number: 1, members: 1, chunks: 1, schemaVersion: 1, acceptedAt: now } as const;
    const first = { ...common, name: 'n', attempt: 1, firstId: 1, state: 'sending' } as const;
    const second = { ...first, attempt: 2, firstId: 2 };
    expect(await recordRequest(world.db, ref, first, { seen: undefined, arrivals: 1 })).toBe(true);
    expect(await recordRequest(world.db, ref, second, { seen: undefined, arrivals: 1 })).toBe(false);
    expect(await recordRequest(world.db, ref, second, { seen: first, arrivals: 1 })).toBe(true);
    await noteSent(world.db, ref, first, []);
    expect((await findRequest(world.db, ref, 'n', now))?.state).toBe('sending');
    await noteSent(world.db, ref, second, []);
    expect((await findRequest(world.db, ref, 'n', now))?.state).toBe('sent');
  });
});

describe('an unnumbered bulk request that equals one that was sent', () => {
  it('is one more request, together with another that comes while it is accepted', async () => {
    const again = { members: people(1), job_id: 'again' };
    const numberOfChunks = async () => (await report(world, 'again')).bulk_jobs;
    for (const chunks of [1, 2]) {
      await schedule(world, again);
      expect(await numberOfChunks()).toBe(chunks);
    }
    let other: Promise<unknown> | undefined;
    const slow = beforeTransactions(world.db, async () => {
      other ??= schedule(world, again);
      await other;
    });
    const { status } = await schedule(worldOf(slow, world.club, world.client, world.queues), again);
    expect([status, await numberOfChunks()]).toEqual([200, 3]);
  });
});
