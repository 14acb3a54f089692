import type { Goal } from '../goal.ts';
import { dollars, REGIONS, times } from '../scale/prices.ts';
import { createdInBulk, createdUnrecorded } from '../scale/usage.ts';

const USAGES = { recorded: createdInBulk, 'not recorded': createdUnrecorded };

export const goal: Goal = {
  id: 'P12',
  measures:
    'Dollars of a million members with e-mail and number, created by bulks: table, its list, queue, function, gateway and logs, from the [counts](scale.md#counts). Its floor are the five write units and the read unit without which no member with two identifiers is stored: $3.25 in us-east-1. Beyond it are its entry in the list ($0.05), queue, function, gateway and logs ($0.04), and, unless the club turns them off, the record of what changed ($0.75).',
  unit: 'dollars a million members',
  measure: async () =>
    REGIONS.flatMap((region) =>
      Object.entries(USAGES).map(([changes, usage]) => ({
        of: `${region}, changes ${changes}`,
        ours: dollars(times(usage(), 1e6), region),
        ...(region === 'us-east-1' && { bound: { atMost: 3.25 } }),
      })),
    ),
};
