import { FRESH } from '../../test/simulation/limits/capacity.ts';
import { runSending } from '../../test/simulation/limits/sending-world.ts';
import type { Goal } from '../goal.ts';

const MEMBERS = 4000;

export const goal: Goal = {
  id: 'G6',
  measures: `Recipients to whom a sending to ${MEMBERS} members writes in a second of its transmission, on a new table with AWS's limits. On virtual time, so a run repeats it exactly; asserted by \`test/simulation/limits/sendings.test.ts\`.`,
  unit: 'recipients a second',
  bound: { atLeast: 800 },
  measure: async () => {
    const rows = [];
    for (const channel of ['email', 'sms'] as const) {
      const { recipientsASecond } = await runSending({ channel, members: MEMBERS, limits: FRESH });
      rows.push({ of: channel, ours: recipientsASecond });
    }
    return rows;
  },
};
