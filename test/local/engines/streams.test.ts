import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDynamo } from '../../../local/engines/dynamodb.ts';
import type { Endpoint } from '../../../local/engines/loopback.ts';
import { type StreamConsumer, startStreamPoller, streamArnOf } from '../../../local/engines/streams.ts';
import { CREDENTIALS, eventually } from './fixtures.ts';

let server: Endpoint;
let dynamo: DynamoDBClient;
let streams: DynamoDBStreamsClient;
let TableName: string;
let tableCount = 0;
let poller: ReturnType<typeof startStreamPoller> | undefined;

const createTable = (more: Partial<CreateTableCommandInput>) =>
  dynamo.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      ...more,
    }),
  );

beforeAll(async () => {
  server = await startDynamo();
  const config = { endpoint: server.url, region: 'eu-west-1', credentials: CREDENTIALS };
  dynamo = new DynamoDBClient(config);
  streams = new DynamoDBStreamsClient(config);
});

afterAll(async () => {
  dynamo.destroy();
  streams.destroy();
  await server.stop();
});

beforeEach(async () => {
  tableCount += 1;
  TableName = `table-${tableCount}`;
  await createTable({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } });
});

afterEach(async () => {
  await poller?.stop();
  poller = undefined;
});

const put = (pk: string) => dynamo.send(new PutItemCommand({ TableName, Item: { pk: { S: pk } } }));

async function start(...consumers: StreamConsumer[]) {
  const streamArn = await streamArnOf(dynamo, TableName);
  poller = startStreamPoller({
    streams,
    streamArn,
    pollMs: 10,
    refreshMs: 50,
    consumers: consumers.map((consumer) => ({ retryMs: 1, ...consumer })),
  });
  return streamArn;
}

const keys = (records: readonly DynamoDBRecord[]) =>
  records.map((record) => record.dynamodb?.Keys?.['pk']?.S);
const nested = <Bytes>(bytes: Bytes) => ({
  M: { list: { L: [{ BS: [bytes] }, { N: '1.5' }, { NULL: true as const }] } },
});

test('insert, modify and remove arrive in order with both images, in the shape of Lambda', async () => {
  const seen: DynamoDBRecord[] = [];
  const streamArn = await start({
    handler: async (event: DynamoDBStreamEvent) => {
      seen.push(...event.Records);
    },
  });
  const Key = { pk: { S: 'a' } };
  await dynamo.send(
    new PutItemCommand({
      TableName,
      Item: { ...Key, raw: { B: new Uint8Array([1, 2]) }, nested: nested(new Uint8Array([255])) },
    }),
  );
  await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'SET flag = :yes, tags = :tags REMOVE nested, #raw',
      ExpressionAttributeNames: { '#raw': 'raw' },
      ExpressionAttributeValues: { ':yes': { BOOL: true }, ':tags': { SS: ['x'] } },
    }),
  );
  await dynamo.send(new DeleteItemCommand({ TableName, Key }));
  await eventually(() => seen.length === 3, 'three records arrive');

  const first = {
    pk: { S: 'a' },
    raw: { B: 'AQI=' },
    nested: nested('/w=='),
  };
  const second = { pk: { S: 'a' }, flag: { BOOL: true }, tags: { SS: ['x'] } };
  expect(
    seen.map((record) => [record.eventName, record.dynamodb?.OldImage, record.dynamodb?.NewImage]),
  ).toEqual([
    ['INSERT', undefined, first],
    ['MODIFY', first, second],
    ['REMOVE', second, undefined],
  ]);
  expect(seen[0]).toMatchObject({
    eventID: expect.any(String),
    eventVersion: expect.stringMatching(/^1\./),
    eventSource: 'aws:dynamodb',
    awsRegion: expect.any(String),
    eventSourceARN: streamArn,
    dynamodb: {
      Keys: { pk: { S: 'a' } },
      ApproximateCreationDateTime: expect.any(Number),
      SequenceNumber: expect.stringMatching(/^\d+$/),
      SizeBytes: expect.any(Number),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  });
});

test('an empty map is one, as in AWS', async () => {
  const Item = { pk: { S: 'a' }, map: { M: {} }, list: { L: [] } };
  const seen: DynamoDBRecord[] = [];
  await start({
    handler: async ({ Records }: DynamoDBStreamEvent) => {
      seen.push(...Records);
    },
  });
  await dynamo.send(new PutItemCommand({ TableName, Item }));
  await eventually(() => seen.length === 1, 'the record arrives');
  expect(seen[0]?.dynamodb?.NewImage).toEqual(Item);
});

test('what happened before the poller started arrives too, in batches of the given size', async () => {
  for (const pk of ['a', 'b', 'c', 'd', 'e']) await put(pk);
  const batches: unknown[][] = [];
  await start({
    batchSize: 2,
    handler: async (event) => {
      batches.push(keys(event.Records));
    },
  });
  await eventually(() => batches.flat().length === 5, 'five records arrive');
  expect(batches.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(2);
});

test('a reported sequence number is where the next attempt begins', async () => {
  for (const pk of ['a', 'b', 'c']) await put(pk);
  const calls: unknown[][] = [];
  await start({
    handler: async (event) => {
      calls.push(keys(event.Records));
      const itemIdentifier = event.Records[1]?.dynamodb?.SequenceNumber;
      return { batchItemFailures: calls.length === 1 ? [{ itemIdentifier }] : [] };
    },
  });
  await eventually(() => calls.length === 2, 'a second attempt');
  await put('d');
  await eventually(() => calls.length === 3, 'the next record');
  expect(calls).toEqual([['a', 'b', 'c'], ['b', 'c'], ['d']]);
});

test('a batch whose handler keeps throwing is dropped, told, and does not hold up the shard', async () => {
  await put('poison');
  const dropped: unknown[] = [];
  const calls: unknown[][] = [];
  await start({
    maxAttempts: 3,
    handler: async (event) => {
      calls.push(keys(event.Records));
      if (keys(event.Records).includes('poison')) throw new Error('boom');
    },
    onError: (error, records) => dropped.push([String(error), keys(records)]),
  });
  await eventually(() => dropped.length === 4, 'three throws and the drop are told');
  await put('good');
  await eventually(() => calls.length === 4, 'the next record');
  expect(calls).toEqual([['poison'], ['poison'], ['poison'], ['good']]);
  expect(dropped.at(-1)).toEqual(['Error: 1 stream records dropped after 3 attempts', ['poison']]);
});

test('consumers share the reading: each gets everything, in batches of its size, whatever another fails at', async () => {
  for (const pk of ['a', 'b', 'c']) await put(pk);
  const [one, other]: [string[][], string[][]] = [[], []];
  const into = (seen: string[][]) => async (event: DynamoDBStreamEvent) => {
    seen.push(keys(event.Records).map(String));
  };
  await start(
    { handler: () => Promise.reject(new Error('broken')), maxAttempts: 2 },
    { handler: into(one), batchSize: 2 },
    { handler: into(other) },
  );
  await put('d');
  await eventually(() => one.flat().length === 4 && other.flat().length === 4, 'four records each');
  expect([one.flat(), other.flat()]).toEqual([[...'abcd'], [...'abcd']]);
  expect(Math.max(...one.map((batch) => batch.length))).toBe(2);
});

test('stopping waits for the handler that runs', async () => {
  await put('a');
  let release = () => {};
  let state = 'waiting';
  await start({
    handler: async () => {
      state = 'running';
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      state = 'done';
    },
  });
  await eventually(() => state === 'running', 'the handler starts');
  const stopped = poller!.stop();
  release();
  await stopped;
  expect(state).toBe('done');
});

test('a table without a stream is named', async () => {
  await createTable({ TableName: 'silent' });
  await expect(streamArnOf(dynamo, 'silent')).rejects.toThrow('Table silent has no stream.');
});
