import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTable } from '#shared/data/table/create-table.ts';
import { type Db, openDb } from '#shared/data/table/db.ts';
import { streamArnOf } from '../../../local/engines/streams.ts';
import { dynamoConfig } from '../../support/db.ts';
import fc from '../../support/property.ts';
import { operation } from './conformance-operations.ts';
import { type Command, Model } from './model.ts';
import type { Change } from './table.ts';

const TABLE_NAME = `judge-${randomUUID()}`;
const RUNS = Number(process.env['JUDGE_RUNS'] ?? 40);

let db: Db;
beforeAll(async () => {
  await createTable(new DynamoDBClient(dynamoConfig()), TABLE_NAME);
  db = openDb(TABLE_NAME, dynamoConfig());
});

type Output = any;

/** What of an error is compared: its name, the reasons by code, and the item that a condition met. */
const failureOf = (error: Output) => ({
  error: error.name,
  ...(error.Item && { item: unmarshall(error.Item) }),
  ...(error.CancellationReasons && {
    reasons: error.CancellationReasons.map(({ Code, Item }: Output) => ({
      Code,
      ...(Item && { item: unmarshall(Item) }),
    })),
  }),
});

const inKeyOrder = (items: Output[]) =>
  items.toSorted((one, other) => `${one.pk} ${one.sk}`.localeCompare(`${other.pk} ${other.sk}`));

/** What of an answer is compared; DynamoDB Local tells capacity unasked, a batch is in no order, and two index entries of one sort key are in none. */
const answerOf = ({ input }: Command, { $metadata, ConsumedCapacity, ...output }: Output) => {
  if (Array.isArray(output.Responses))
    return output.Responses.map(({ Error: refused, Item }: Output) => ({ code: refused?.Code, Item }));
  if (output.Responses) return { found: inKeyOrder(output.Responses[TABLE_NAME] ?? []) };
  if ((input as Output).IndexName) return { ...output, Items: inKeyOrder(output.Items) };
  return output;
};

/** Which of two answers to a request that the client or the service refuses comes first is not specified. */
const REFUSED = new Set(['ValidationException', 'Error']);

const observed = async (command: Command, run: () => Promise<Output> | Output) => {
  try {
    return answerOf(command, await run());
  } catch (error) {
    const failure = failureOf(error);
    return REFUSED.has(failure.error) ? { error: 'refused' } : failure;
  }
};

/**
 * A page that ends at its limit may say that there is more where there is none. AWS does, DynamoDB Local does not.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
const withoutNeedlessCursor = ({ input }: Command, modelled: Output, real: Output): Output => {
  if (
    !modelled.LastEvaluatedKey ||
    real.LastEvaluatedKey ||
    modelled.ScannedCount !== (input as Output).Limit
  )
    return modelled;
  const { LastEvaluatedKey, ...page } = modelled;
  return page;
};

const changes: Change[] = [];

const readStream = async (): Promise<Output[]> => {
  const streams = new DynamoDBStreamsClient(dynamoConfig());
  const StreamArn = await streamArnOf(new DynamoDBClient(dynamoConfig()), TABLE_NAME);
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const records: Output[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
    let { ShardIterator } = await streams.send(new GetShardIteratorCommand(start));
    while (ShardIterator) {
      const page: Output = await streams.send(new GetRecordsCommand({ ShardIterator }));
      records.push(...page.Records);
      ShardIterator = page.Records.length > 0 ? page.NextShardIterator : undefined;
    }
  }
  return records;
};

/** DynamoDB Local leaves the type of an empty map out; AWS does not. */
const typed = (value: Output): Output => {
  if (value.L) return { L: value.L.map(typed) };
  const map = value.M ?? (Object.keys(value).length === 0 ? {} : undefined);
  return map ? { M: typedMap(map) } : value;
};

const typedMap = (map: Output) =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, typed(value)]));

const image = (marshalled: Output) => marshalled && unmarshall(typedMap(marshalled));

/** Images by item, in the order of the item's changes; items have no order among each other. */
const byItem = (records: readonly { key: Output; before: Output; after: Output }[]) => {
  const items = new Map<string, unknown[]>();
  for (const { key, before, after } of records) {
    const name = `${key.pk} ${key.sk}`;
    items.set(name, [...(items.get(name) ?? []), { before, after }]);
  }
  return Object.fromEntries([...items].toSorted(([one], [other]) => one.localeCompare(other)));
};

describe('the model of DynamoDB', () => {
  it(`answers random operations as DynamoDB Local does`, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 25, maxLength: 40, size: 'max' }),
        async (operations) => {
          run += 1;
          const prefix = `${run}-`;
          const seen: Change[] = [];
          const model = new Model({ onChange: (change) => seen.push(change) });
          for (const build of operations) {
            const command = build(TABLE_NAME, prefix);
            const real = await observed(command, () => db.doc.send(command as Output));
            const modelled = await observed(command, () => model.execute(command));
            expect({
              command: command.constructor.name,
              input: command.input,
              answer: withoutNeedlessCursor(command, modelled, real),
            }).toEqual({
              command: command.constructor.name,
              input: command.input,
              answer: real,
            });
          }
          changes.push(...seen);
        },
      ),
      {
        numRuns: RUNS,
        endOnFailure: process.env['JUDGE_SHRINKS'] === undefined,
      },
    );
  });

  it('tells the same changes on its stream', async () => {
    const records = await readStream();
    const real = records.map(({ dynamodb }) => ({
      key: image(dynamodb.Keys),
      before: image(dynamodb.OldImage),
      after: image(dynamodb.NewImage),
    }));
    expect(changes.length).toBeGreaterThan(RUNS);
    expect(byItem(changes)).toEqual(byItem(real));
  });
});
