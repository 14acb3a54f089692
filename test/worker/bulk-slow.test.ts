import { describe, expect, it } from 'vitest';
import { CHUNK_LEASE_SECONDS } from '#shared/data/bulk/bulk-chunks.ts';
import { people, report, schedule } from '../support/bulk.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver } from '../support/deliver.ts';
import { createWorld, worldOf } from '../support/world.ts';

const ROWS = 3;

/** A worker stands still after one of its calls, until its lease is over; @returns what the table then holds */
const stoodStill = async (at: number, meanwhile: 'nothing' | 'another worker') => {
  const world = await createWorld();
  const { body } = await schedule(world, { members: people(ROWS) });
  const messages = world.queue.sent.splice(0);
  const db = afterCall(world.db, at, async () => {
    world.clock.ahead = CHUNK_LEASE_SECONDS + 1;
    slow.clock.ahead = world.clock.ahead;
    if (meanwhile === 'nothing') return;
    expect(await deliver(world, messages, { receiveCount: 2 })).toEqual([]);
    slow.enter();
  });
  const slow = worldOf(db, world.club, world.client);
  const back = await deliver(slow, messages);
  return {
    ...(await countItems(world.db, world.club.slug)),
    calls: db.calls(),
    back: back.length,
    job: await report(world, body.job_id),
  };
};

describe('a worker that pauses longer than its lease', () => {
  it('does not go on with what another has done, wherever it stood', async () => {
    let calls = 1;
    for (let at = 1; at <= calls; at += 1) {
      const found = await stoodStill(at, 'another worker');
      calls = found.calls;
      expect([at, found.members, violations(found)]).toEqual([at, ROWS, []]);
      expect(found.job).toMatchObject({ status: 'finished', bulk_jobs_done: 1 });
      const { members_created_number: created, members_updated_number: updated } = found.job;
      expect([at, created + updated]).toEqual([at, ROWS]);
    }
    expect(calls).toBeGreaterThan(3);
  });

  it('writes no member any more', async () => {
    const { back, members, job } = await stoodStill(2, 'nothing');
    expect([back, members, job.status]).toEqual([1, 0, 'in_progress']);
  });
});
