import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from './db.ts';
import type { Key } from './keys.ts';
import type { Item } from './read.ts';
import { send } from './send.ts';
import { TABLE } from './table-shape.ts';

const { name, partitionKey, sortKey } = TABLE.indexes.due;

/**
 * Keys of the items that are due in one shard of the index, the earliest first. The index lags: an item may have changed
 * since, so the caller reads it again.
 */
export async function* readDue(db: Db, shard: string, now: string): AsyncGenerator<Key> {
  let from: Item | undefined;
  do {
    const page = await send(
      db,
      new QueryCommand({
        TableName: db.table,
        IndexName: name,
        KeyConditionExpression: '#shard = :shard AND #at <= :now',
        ExpressionAttributeNames: { '#shard': partitionKey, '#at': sortKey },
        ExpressionAttributeValues: { ':shard': shard, ':now': now },
        ExclusiveStartKey: from,
      }),
    );
    for (const { pk, sk } of page.Items ?? []) yield { pk: String(pk), sk: String(sk) };
    from = page.LastEvaluatedKey;
  } while (from);
}
