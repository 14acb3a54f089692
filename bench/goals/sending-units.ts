import type { Goal } from '../goal.ts';
import { COUNTS } from '../scale/counts.ts';

export const goal: Goal = {
  id: 'P11',
  measures:
    'Write units of a recipient of a sending, from the [counts](scale.md#counts), which `test/worker/sendings/counts.test.ts` asserts.',
  unit: 'write units a recipient',
  bound: { atMost: 5 },
  measure: async () =>
    (['mail', 'SMS'] as const).map((channel) => ({
      of: channel,
      ours: COUNTS[`${channel} of a sending`].writeUnits,
    })),
};
