import { FRESH } from '../../test/simulation/limits/capacity.ts';
import { runJob } from '../../test/simulation/limits/run-job.ts';
import type { Goal } from '../goal.ts';

const JOBS = [
  ['5,000 new members', { members: 5000, limits: FRESH }],
  ['5,000 unchanged members', { members: 5000, limits: FRESH, unchanged: true }],
  ['5,000 new members with passwords', { members: 5000, limits: FRESH, withPasswords: true }],
  ['20,000 new members', { members: 20_000, limits: FRESH }],
] as const;

export const goal: Goal = {
  id: 'P10',
  measures:
    "Time of a job on a new table with AWS's limits, beside the [least that it can take](reliability.md#awss-limits). On virtual time, so a run repeats it exactly; asserted by `test/simulation/limits/jobs.test.ts`.",
  unit: 'ms of virtual time a job',
  bound: { atMost: 1.1 },
  measure: async () => {
    const rows = [];
    for (const [of, scenario] of JOBS) {
      const { jobMs, boundMs } = await runJob(scenario);
      rows.push({ of, ours: jobMs, peer: { name: 'bound', value: boundMs } });
    }
    return rows;
  },
};
