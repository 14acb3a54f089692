import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '#shared/data/table/db.ts';
import { batchesOf } from '#shared/data/table/read.ts';
import { createMessage, inline, SENDING_CLUB, smsChannel } from '../../test/support/messaging.ts';
import { EVERYBODY, IMMEDIATE, workAll } from '../../test/support/sendings.ts';
import { worldOf } from '../../test/support/world.ts';
import { besideEachOther, cpuOf, median, takeTurns } from '../cpu.ts';
import { withEngine, worldIn } from '../engine.ts';
import type { Goal } from '../goal.ts';
import { addMembers } from '../model.ts';
import { sideBySide } from '../peers/people.ts';
import { recorderOf, replay, replayOf } from '../replay.ts';

/** A full step for each of the sixteen partitions. */
const MEMBERS = 16 * 24;
/** Of a `BatchWriteItem`. */
const MOST_PUTS = 25;

const CHANNELS = {
  mail: {
    type: 'email',
    template: inline({ type: 'plain', content: { subject: 'News', body: 'Hi {{first_name}}!' } }),
  },
  SMS: smsChannel(),
} as const;

/** Puts what one table holds into another. */
const copy = async (from: Db, to: Db): Promise<void> => {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await from.doc.send(new ScanCommand({ TableName: from.table, ExclusiveStartKey: start }));
    const puts = batchesOf(page.Items ?? [], MOST_PUTS).map((items) => {
      const RequestItems = { [to.table]: items.map((Item) => ({ PutRequest: { Item } })) };
      return () => to.doc.send(new BatchWriteCommand({ RequestItems }));
    });
    await sideBySide(puts, 1);
    start = page.LastEvaluatedKey;
  } while (start);
};

export const goal: Goal = {
  id: 'P11',
  measures:
    'CPU of our process for one recipient of a sending, prepared and transmitted, on DynamoDB Local; the provider takes every message at once. *Bare SDK* sends the same calls again to a copy of the table.',
  unit: 'ms of CPU a recipient',
  measure: () =>
    withEngine(async (engine) => {
      const plain = await engine.table('ours');
      const ours = recorderOf(plain);
      const bare = await engine.table('bare');
      const { club, client } = await worldIn(plain, SENDING_CLUB);
      const world = worldOf(ours.db, club, client);
      let sent = 0;
      world.outbox.answer = () => {
        sent += 1;
        return { state: 'sent', providerId: `provider-${sent}` };
      };
      await addMembers(world, MEMBERS);
      let calls = replayOf([], '', '');
      const rows = [];
      for (const [name, channel] of Object.entries(CHANNELS)) {
        const taken = await takeTurns(
          {
            ours: async () => {
              await createMessage(world, {
                channels: [channel],
                sending: { schedule: IMMEDIATE, audience: EVERYBODY },
              });
              await copy(plain, bare);
              ours.take();
              const before = sent;
              const cpu = await cpuOf(() => workAll(world));
              if (sent - before !== MEMBERS) throw new Error(`${sent - before} of ${MEMBERS} were sent`);
              calls = replayOf(ours.take(), 'ours', 'bare');
              return cpu / MEMBERS;
            },
            'bare SDK': async () => (await cpuOf(() => replay(bare, calls))) / MEMBERS,
          },
          { rounds: 3 },
        );
        rows.push(besideEachOther(name, taken.ours, ['bare SDK', taken['bare SDK']]), {
          of: name,
          ours: median(taken.ours),
          bound: { atMost: 0.6 },
        });
      }
      return rows;
    }),
};
