import { bulkRounds, MEMBERS } from '../bulk-peers.ts';
import { besideEachOther, cpuOf, takeTurns } from '../cpu.ts';
import { withEngine } from '../engine.ts';
import type { Goal } from '../goal.ts';

export const goal: Goal = {
  id: 'P3',
  measures:
    'CPU of our process for one created member with e-mail and number, in the worker of chunks (decrypting, reading, validating, claiming, counting), on DynamoDB Local. *Bare SDK* sends the same calls again to another table and does nothing else. OneTable creates each member with two unique attributes, TransactWrite-99 is a loop of transactions of 33 members with two claims each; neither validates.',
  unit: 'ms of CPU a member',
  measure: () =>
    withEngine(async (engine) => {
      const { accept, ...peers } = await bulkRounds(engine);
      const perMember = (prepare: () => Promise<() => Promise<void>>) => async () =>
        (await cpuOf(await prepare())) / MEMBERS;
      const taken = await takeTurns(
        {
          ours: perMember(accept),
          'bare SDK': perMember(peers['bare SDK']),
          OneTable: perMember(peers.OneTable),
          'TransactWrite-99': perMember(peers['TransactWrite-99']),
        },
        { rounds: 3 },
      );
      const beside = (name: keyof typeof peers) =>
        besideEachOther('new member', taken.ours, [name, taken[name]]);
      return [
        { ...beside('bare SDK'), bound: { atMost: 1.3 } },
        beside('OneTable'),
        beside('TransactWrite-99'),
      ];
    }),
};
