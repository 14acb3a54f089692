import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isTransientCause } from '#shared/bulk/attempts.ts';
import { chunkOf, logFieldsOf } from '#shared/bulk/chunk-content.ts';
import { reapBulks } from '#shared/bulk/reap-bulks.ts';
import { workerCache } from '#shared/bulk/worker-cache.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { CHUNK_LEASE_SECONDS } from '#shared/data/bulk/bulk-chunks.ts';
import { failChunk } from '#shared/data/bulk/bulk-ledger.ts';
import { OVERDUE_SECONDS } from '#shared/domain/bulk/import-bulk.ts';
import { LoyaltyError, RetryLater, serviceUnavailable } from '#shared/errors.ts';
import { keys } from '#shared/ports/secrets.ts';
import { people, report, schedule } from '../support/bulk.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { countItems } from '../support/count-items.ts';
import { deliver } from '../support/deliver.ts';
import { crashingDb } from '../support/faults.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const JOB = 'faulty';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

afterEach(() => {
  vi.restoreAllMocks();
});

const accepted = async () => {
  expect((await schedule(world, { members: people(1), job_id: JOB, request_number: 1 })).status).toBe(200);
  return world.queue.sent.splice(0);
};
const parsed = (messages: Awaited<ReturnType<typeof accepted>>): BulkChunkMessage =>
  JSON.parse(messages[0]?.body ?? '') as BulkChunkMessage;

const membersOf = async (): Promise<number> => (await countItems(world.db, world.club.slug)).members;

describe('a chunk', () => {
  it('that cannot be opened for now is worked later', async () => {
    const messages = await accepted();
    const other = worldOf(world.db, world.club, world.client);
    other.runtime.provide(keys, async () => {
      throw new Error('Secrets Manager is away');
    });
    expect(await deliver(other, messages)).toHaveLength(1);
    world.enter();
    expect((await report(world, JOB)).bulk_jobs_done).toBe(0);
    expect(await deliver(world, messages)).toEqual([]);
    expect((await report(world, JOB)).members_created_number).toBe(1);
  });

  it('of a schema that is not stored goes back with this reason', async () => {
    const cache = world.runtime.use(workerCache);
    await expect(cache.schema(world.club.slug, 99)).rejects.toThrow('not stored');
  });

  it('whose worker died five times is given up by the sixth', async () => {
    const messages = await accepted();
    let dead = 0;
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      expect((await report(world, JOB)).bulk_jobs_done).toBe(0);
      const db = attempt <= 5 ? crashingDb({ call: 3, when: 'before' }) : world.db;
      const worker = worldOf(db, world.club, world.client);
      worker.clock.ahead = dead;
      expect(await deliver(worker, messages)).toHaveLength(attempt <= 5 ? 1 : 0);
      dead += CHUNK_LEASE_SECONDS + 1;
      world.clock.ahead = dead;
      world.enter();
    }
    expect([(await report(world, JOB)).status, await membersOf()]).toEqual(['fatal_error', 0]);
  });

  it('that has ended elsewhere is left as it is, and does not go back', async () => {
    const messages = await accepted();
    const db = afterCall(world.db, 3, async () => {
      slow.clock.ahead = 6;
      await failChunk(world.db, chunkOf(parsed(messages)), world.runtime.now());
    });
    const slow = worldOf(db, world.club, world.client);
    expect(await deliver(slow, messages)).toEqual([]);
    world.enter();
    const { status, members_created_number } = await report(world, JOB);
    expect([status, members_created_number, await membersOf()]).toEqual(['fatal_error', 0, 0]);
  });

  it.each([
    { face: 'import', bulk: undefined },
    { face: 'bulk', client: undefined },
  ])('belongs nowhere as %j', async (fields) => {
    const message = { ...parsed(await accepted()), ...fields } as unknown as BulkChunkMessage;
    expect(() => chunkOf(message)).toThrow('does not say where it belongs');
  });

  it('of the first release, which named no face, is one of a bulk in the log', async () => {
    const { face: _, ...message } = parsed(await accepted());
    expect(logFieldsOf(message as BulkChunkMessage)).toMatchObject({ face: 'bulk', job: JOB });
  });
});

it.each<[boolean, unknown]>([
  [true, new RetryLater('Time is up')],
  [true, serviceUnavailable(new Error('away'))],
  [false, new LoyaltyError('member_too_large')],
  [false, new TypeError('a fault of ours')],
])('the cause passes: %s, of %s', (passes, cause) => {
  expect(isTransientCause(cause)).toBe(passes);
});

it('two reapers at once end a request once, and neither fails', async () => {
  const reaped: unknown[] = [];
  const reaper = (db = world.db): World => {
    const one = worldOf(db, world.club, world.client);
    one.clock.ahead = OVERDUE_SECONDS + 1;
    vi.spyOn(one.runtime.log, 'error').mockImplementation((...[, fields]: any[]) => {
      if (fields.club === world.club.slug) reaped.push(fields.chunks);
    });
    return one;
  };
  const reap = (of: World) => reapBulks(of.runtime, { remainingMilliseconds: () => 60_000 });
  for (const at of [1, 2, 3]) {
    await schedule(world, { members: people(1), job_id: `${JOB}-${at}`, request_number: 1 });
    await reap(reaper(afterCall(world.db, at, () => reap(reaper()))));
    expect(reaped.splice(0)).toEqual([1]);
  }
});
