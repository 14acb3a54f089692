import { gunzipSync } from 'node:zlib';
import { type AttributeValue, DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { Key } from '#shared/data/table/keys.ts';
import type { StreamHandler } from '#shared/worker/stream.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { dynamoConfig, TEST_TABLE } from './db.ts';
import { inRole } from './role.ts';
import type { World } from './world.ts';

export type RawItem = Record<string, AttributeValue>;

let client: DynamoDBClient | undefined;
const raw = (): DynamoDBClient => {
  client ??= new DynamoDBClient(dynamoConfig());
  return client;
};

/** An item as the stream would show it. */
export const imageOf = async ({ pk, sk }: Key): Promise<RawItem | undefined> => {
  const Key = { pk: { S: pk }, sk: { S: sk } };
  const get = new GetItemCommand({ TableName: TEST_TABLE, Key, ConsistentRead: true });
  return (await raw().send(get)).Item;
};

/** A record of the stream: what an item was, and what it is. */
export const streamRecord = (before: RawItem | undefined, after: RawItem | undefined, sequence = '1') => ({
  eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
    Keys: { pk: (after ?? before)?.['pk'], sk: (after ?? before)?.['sk'] },
    ...(before && { OldImage: before }),
    ...(after && { NewImage: after }),
    SequenceNumber: sequence,
  },
});

export type StreamRecord = ReturnType<typeof streamRecord>;

/** Hands records to a worker on the stream. */
export const streamTo = async (world: World, worker: string, records: readonly StreamRecord[]) => {
  world.enter();
  const handler = await loadFunction<StreamHandler>(worker);
  const event = { Records: records } as unknown as DynamoDBStreamEvent;
  return inRole(worker, () => handler(event, lambdaContext({ functionName: worker })));
};

/** Whether a record passes a filter of an event source mapping: lists hold the values that are let through. */
export const passes = (filter: unknown, record: unknown): boolean => {
  if (Array.isArray(filter)) return filter.includes(record);
  return Object.entries(filter as object).every(([key, inner]) =>
    passes(inner, (record as Record<string, unknown> | undefined)?.[key]),
  );
};

/** By the first bytes of gzip (RFC 1952): blocks of members are bytes, too. */
const isPacked = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array && value[0] === 0x1f && value[1] === 0x8b;

const readable = (_: string, value: unknown): unknown =>
  isPacked(value) ? gunzipSync(value).toString() : value;

/** Every item of the table as text, packed values unpacked. */
export const wholeTable = async (): Promise<readonly string[]> => {
  const texts: string[] = [];
  let from: RawItem | undefined;
  do {
    const page = await raw().send(
      new ScanCommand({ TableName: TEST_TABLE, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    texts.push(...(page.Items ?? []).map((item) => JSON.stringify(item, readable)));
    from = page.LastEvaluatedKey;
  } while (from);
  return texts;
};
