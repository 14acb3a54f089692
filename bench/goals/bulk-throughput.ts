import { bulkRounds, MEMBERS } from '../bulk-peers.ts';
import { besideEachOther, takeTurns } from '../cpu.ts';
import { withEngine } from '../engine.ts';
import type { Goal } from '../goal.ts';

export const goal: Goal = {
  id: 'P4',
  measures:
    'Members with e-mail and number that are created a second on DynamoDB Local, ten calls or chunks at a time, in one process. The peers are those of `bulk-cpu`. Engine and clients share the cores, so a figure says little by itself.',
  unit: 'members a second',
  measure: () =>
    withEngine(async (engine) => {
      const { accept, ...peers } = await bulkRounds(engine);
      const perSecond = (prepare: () => Promise<() => Promise<void>>) => async () => {
        const work = await prepare();
        const begun = performance.now();
        await work();
        return (MEMBERS * 1000) / (performance.now() - begun);
      };
      const taken = await takeTurns(
        {
          ours: perSecond(accept),
          OneTable: perSecond(peers.OneTable),
          'TransactWrite-99': perSecond(peers['TransactWrite-99']),
          'bare SDK': perSecond(peers['bare SDK']),
        },
        { rounds: 3 },
      );
      const beside = (name: keyof typeof peers) =>
        besideEachOther('new members', taken.ours, [name, taken[name]]);
      return [
        { ...beside('OneTable'), bound: { atLeast: 2 } },
        { ...beside('TransactWrite-99'), bound: { atLeast: 1.2 } },
        beside('bare SDK'),
      ];
    }),
};
