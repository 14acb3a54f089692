import { IDLE } from '../../test/simulation/limits/capacity.ts';
import { runJob } from '../../test/simulation/limits/run-job.ts';
import type { Goal } from '../goal.ts';

const MEMBERS = 5000;

export const goal: Goal = {
  id: 'P2',
  measures:
    'AWS calls of a job of 5,000 members where nothing is throttled: those of the table, and sends, receives and deletes of the queue. Counted in the simulation, asserted by `test/simulation/limits/jobs.test.ts`.',
  unit: 'calls a job',
  bound: { atMost: 800 },
  measure: async () => {
    const jobs = [
      ['5,000 new members', { members: MEMBERS, limits: IDLE }],
      ['5,000 unchanged members', { members: MEMBERS, limits: IDLE, unchanged: true }],
    ] as const;
    const rows = [];
    for (const [of, scenario] of jobs) {
      const { tableCalls, queueCalls } = await runJob(scenario);
      rows.push({ of, ours: tableCalls + queueCalls });
    }
    return rows;
  },
};
