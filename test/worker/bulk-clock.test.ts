import { describe, expect, it } from 'vitest';
import { reapBulks } from '#shared/bulk/reap-bulks.ts';
import { workChunk } from '#shared/bulk/work-chunk.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { CHUNK_LEASE_SECONDS } from '#shared/data/bulk/bulk-chunks.ts';
import { PERSONAL_DATA_TTL_SECONDS } from '#shared/data/table/retention.ts';
import { OVERDUE_SECONDS } from '#shared/domain/bulk/import-bulk.ts';
import { RetryLater } from '#shared/errors.ts';
import { people, report, schedule } from '../support/bulk.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { deliver } from '../support/deliver.ts';
import { createWorld, stopClock, type World, worldOf } from '../support/world.ts';

stopClock();

const MILLISECOND = 0.001;
/** What a worker keeps back to finish what it began. */
const RESERVE_MS = 10_000;

const scheduled = async (world: World, members = people(1)) => {
  const { body } = await schedule(world, { members, job_id: 'timed', request_number: 1 });
  return { job: String(body.job_id), messages: world.queue.sent.splice(0) };
};

describe('the time of a function', () => {
  const worked = async (remaining: number) => {
    const world = await createWorld();
    const { job, messages } = await scheduled(world);
    const message = JSON.parse(messages[0]?.body ?? '') as BulkChunkMessage;
    const failure = await workChunk(world.runtime, message, {
      deliveries: 1,
      remainingMilliseconds: () => remaining,
    }).catch((error: unknown) => error);
    return { failure, created: (await report(world, job)).members_created_number };
  };

  it('suffices to the millisecond', async () => {
    expect(await worked(RESERVE_MS)).toEqual({ failure: undefined, created: 1 });
    const late = await worked(RESERVE_MS - 1);
    expect([late.failure instanceof RetryLater, late.created]).toEqual([true, 0]);
  });

  it('suffices to the millisecond for the reaper', async () => {
    const world = await createWorld();
    const { job } = await scheduled(world);
    world.clock.ahead = OVERDUE_SECONDS + 1;
    await reapBulks(world.runtime, { remainingMilliseconds: () => RESERVE_MS - 1 });
    expect((await report(world, job)).bulk_jobs_done).toBe(0);
    await reapBulks(world.runtime, { remainingMilliseconds: () => RESERVE_MS });
    expect((await report(world, job)).bulk_jobs_done).toBe(1);
  });
});

describe('the lease of a worker', () => {
  /** The worker's clock moves on after its third call, in which it looks its rows up. */
  const workedFor = async (seconds: number) => {
    const world = await createWorld();
    const { job, messages } = await scheduled(world);
    const db = afterCall(world.db, 3, async () => {
      slow.clock.ahead = seconds;
    });
    const slow = worldOf(db, world.club, world.client);
    const back = await deliver(slow, messages);
    world.enter();
    return {
      back: back.length,
      calls: db.calls(),
      created: (await report(world, job)).members_created_number,
    };
  };

  it('ends to the millisecond', async () => {
    expect(await workedFor(CHUNK_LEASE_SECONDS)).toMatchObject({ back: 1, created: 0 });
    expect(await workedFor(CHUNK_LEASE_SECONDS - MILLISECOND)).toMatchObject({ back: 0, created: 1 });
  });

  it('is asked about once more after five seconds', async () => {
    const fast = await workedFor(5 - MILLISECOND);
    const slow = await workedFor(5);
    expect([fast.created, slow.created, slow.calls - fast.calls]).toEqual([1, 1, 1]);
  });
});

it('a chunk is worked until its content may no longer be kept', async () => {
  for (const [late, status] of [
    [0, 'finished'],
    [MILLISECOND, 'fatal_error'],
  ] as const) {
    const world = await createWorld();
    const { job, messages } = await scheduled(world);
    world.clock.ahead = PERSONAL_DATA_TTL_SECONDS + late;
    expect(await deliver(world, messages)).toEqual([]);
    expect((await report(world, job)).status).toBe(status);
  }
});
