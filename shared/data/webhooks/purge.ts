import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryPartitionRef } from '#shared/domain/webhooks/event-ref.ts';
import { remove, runStatements } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { send } from '../table/send.ts';
import { deliveryPartitionKey } from '../table/webhook-keys.ts';

const BATCH = 100;

/** Deletes some of the events of a partition, waiting or not. @returns whether none is left */
export const purgeEvents = async (db: Db, partition: DeliveryPartitionRef): Promise<boolean> => {
  const { pk, sk: own } = deliveryPartitionKey(partition);
  const { Items = [], LastEvaluatedKey } = await send(
    db,
    new QueryCommand({
      TableName: db.table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'sk',
      Limit: BATCH,
      ConsistentRead: true,
    }),
  );
  const keys = Items.map(({ sk }) => String(sk)).filter((sk) => sk !== own);
  await runStatements(
    db,
    keys.map((sk) => remove(db, { pk, sk }, {})),
  );
  return LastEvaluatedKey === undefined;
};
