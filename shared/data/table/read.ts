import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { serviceUnavailable } from '#shared/errors.ts';
import { pauses } from '#shared/retry.ts';
import type { Db } from './db.ts';
import type { Key } from './keys.ts';
import { send } from './send.ts';

export type Item = Record<string, unknown>;

/** One item, strongly consistent: an eventually consistent read may miss the write made just before. */
export const readItem = async (db: Db, key: Key): Promise<Item | undefined> => {
  const { Item } = await send(db, new GetCommand({ TableName: db.table, Key: key, ConsistentRead: true }));
  return Item;
};

const MAX_KEYS = 100;

/** As they come, so many at a time. */
export const batchesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

/** The same of what is still being read. */
export async function* batchesFrom<T>(all: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const readBatch = async (db: Db, keys: readonly Key[], projection?: string): Promise<Item[]> => {
  const found: Item[] = [];
  let wanted: Record<string, unknown>[] = [...keys].map((key) => ({ ...key }));
  const pause = pauses(db.retryOptions());
  while (wanted.length > 0) {
    const reply = await send(
      db,
      new BatchGetCommand({
        RequestItems: {
          [db.table]: { Keys: wanted, ConsistentRead: true, ProjectionExpression: projection },
        },
      }),
    );
    found.push(...(reply.Responses?.[db.table] ?? []));
    wanted = reply.UnprocessedKeys?.[db.table]?.Keys ?? [];
    // An unprocessed key is not a missing item: what is left when time is up is a failure.
    if (wanted.length > 0 && !(await pause()))
      throw serviceUnavailable(new Error('Unprocessed keys are left'));
  }
  return found;
};

/**
 * Many items, strongly consistent, 100 keys a call, in no particular order; missing ones are left out.
 * @param projection names of attributes; without it all are read
 */
export const readItems = async (db: Db, keys: readonly Key[], projection?: string): Promise<Item[]> => {
  const distinct = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
  return (
    await Promise.all(batchesOf(distinct, MAX_KEYS).map((slice) => readBatch(db, slice, projection)))
  ).flat();
};

/** The last item of a partition whose sort key starts so, strongly consistent. */
export const readLast = async (db: Db, pk: string, skPrefix: string): Promise<Item | undefined> => {
  const { Items } = await send(
    db,
    new QueryCommand({
      TableName: db.table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': skPrefix },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  return Items?.[0];
};

/** Items of one partition. */
interface KeyRange {
  readonly pk: string;
  /** Sort keys above this one. */
  readonly after: string;
  /** Fewer come where the partition ends. */
  readonly limit: number;
}

/** More than fit into the megabyte that a query reads. */
const MOST_ITEMS = 10_000;

/** The first items of a range, strongly consistent and in key order. */
export const readRange = async (db: Db, { pk, after, limit }: KeyRange): Promise<Item[]> => {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await send(
      db,
      new QueryCommand({
        TableName: db.table,
        KeyConditionExpression: 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: { ':pk': pk, ':after': after },
        ConsistentRead: true,
        ExclusiveStartKey: from,
        Limit: Math.min(limit - items.length, MOST_ITEMS),
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from && items.length < limit);
  return items;
};

/** Items of one partition, from the last. */
interface KeysBelow {
  readonly pk: string;
  readonly skPrefix: string;
  /** Only sort keys below this one. */
  readonly before: string | undefined;
  /** How many are read at a time. */
  readonly batch: number;
}

/** The items of a partition whose sort keys start so, the last first, strongly consistent; read as far as they are taken. */
export async function* readBackwards(
  db: Db,
  { pk, skPrefix, before, batch }: KeysBelow,
): AsyncGenerator<Item> {
  let from: Item | undefined = before === undefined ? undefined : { pk, sk: before };
  do {
    const page = await send(
      db,
      new QueryCommand({
        TableName: db.table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': skPrefix },
        ConsistentRead: true,
        ScanIndexForward: false,
        ExclusiveStartKey: from,
        Limit: batch,
      }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/** Every item of a partition, page by page, strongly consistent and in key order. */
export async function* readPartition(db: Db, pk: string, skPrefix = ''): AsyncGenerator<Item> {
  let from: Item | undefined;
  do {
    const page = await send(
      db,
      new QueryCommand({
        TableName: db.table,
        KeyConditionExpression: skPrefix ? 'pk = :pk AND begins_with(sk, :sk)' : 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk, ...(skPrefix && { ':sk': skPrefix }) },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}
