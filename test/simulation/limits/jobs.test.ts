import { beforeAll, describe, expect, it } from 'vitest';
import { FRESH, IDLE } from './capacity.ts';
import type { JobResult, Scenario } from './job-world.ts';
import { runJob } from './run-job.ts';

/** Where partitions throttle, and where they do not. */
const JOBS: readonly (readonly [string, Scenario, readonly number[]])[] = [
  ['5,000 new members', { members: 5000, limits: FRESH }, [1, 2, 3]],
  ['5,000 new members on an idle table', { members: 5000, limits: IDLE }, [1, 2]],
  ['5,000 unchanged members', { members: 5000, unchanged: true, limits: FRESH }, [1, 2]],
  ['5,000 new members with passwords', { members: 5000, withPasswords: true, limits: FRESH }, [1]],
  ['20,000 new members', { members: 20_000, limits: FRESH }, [1]],
];

describe.each(JOBS)('a job of %s within the limits of AWS', (_, scenario, seeds) => {
  let results: JobResult[];
  beforeAll(async () => {
    results = [];
    for (const seed of seeds) results.push(await runJob(scenario, seed));
  });

  it('gives no chunk up and counts every row', () => {
    const { members, unchanged = false } = scenario;
    for (const { status, chunksFailed } of results) {
      expect(chunksFailed).toBe(0);
      expect(status).toMatchObject({
        status: 'finished',
        bulk_jobs_done: members / 100,
        members_created_number: unchanged ? 0 : members,
        members_updated_number: unchanged ? members : 0,
        errors: [],
      });
    }
  });

  it('delivers each message once, and transactions never meet', () => {
    for (const { receives, conflicts } of results) {
      expect(receives).toBe(scenario.members / 500);
      expect(conflicts).toBe(0);
    }
  });

  it('takes at most a tenth longer than it must, in virtual time', () => {
    for (const { jobMs, boundMs } of results) expect(jobMs).toBeLessThanOrEqual(1.1 * boundMs);
  });
});

it('does a job of 5,000 with at most 800 calls, those of its queue included', async () => {
  const { tableCalls, queueCalls, writeUnits, throttled } = await runJob({ members: 5000, limits: IDLE });
  expect(throttled).toBe(0);
  expect(tableCalls + queueCalls).toBeLessThanOrEqual(800);
  expect(writeUnits / 5000).toBeLessThanOrEqual(5.1);
});
