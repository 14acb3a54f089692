import type { Goal } from '../goal.ts';
import { dollars, REGIONS, times } from '../scale/prices.ts';
import { createdInBulk } from '../scale/usage.ts';

export const goal: Goal = {
  id: 'P12',
  measures:
    'Dollars of a million members with e-mail and number, created by bulks: table, its list, queue, function, gateway and logs, from the [counts](scale.md#counts). Its floor are five write units and one read unit: $3.25 in us-east-1.',
  unit: 'dollars a million members',
  measure: async () =>
    REGIONS.map((region) => ({
      of: region,
      ours: dollars(times(createdInBulk(), 1e6), region),
      ...(region === 'us-east-1' && { bound: { atMost: 3.25 } }),
    })),
};
