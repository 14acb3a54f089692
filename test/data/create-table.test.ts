import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createTable } from '#shared/data/table/create-table.ts';
import { failure } from '../support/failing-client.ts';

/** A client that notes what it sends, whose creation of a table may fail. */
const noting = (refusal?: Error) => {
  const sent: [string, unknown][] = [];
  const send = async (command: { input: unknown }) => {
    const { name } = command.constructor;
    sent.push([name, command.input]);
    if (refusal && name === 'CreateTableCommand') throw refusal;
    return { Table: { TableStatus: 'ACTIVE' } };
  };
  return { sent, client: { send } as unknown as DynamoDBClient };
};

const index = (IndexName: string, partition: string, sort: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
});

const CREATION = {
  TableName: 't',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'shard', 'email', 'msisdn', 'due_shard', 'due_at'].map(
    (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
  ),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    index('byEmail', 'shard', 'email'),
    index('byMsisdn', 'shard', 'msisdn'),
    index('due', 'due_shard', 'due_at'),
  ],
};
const STREAM = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } };
const EXPIRY = { TableName: 't', TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } };

it.each([
  ['with its stream', undefined, { ...CREATION, ...STREAM }],
  ['without', { stream: false }, CREATION],
])('a table is created %s, and its items expire once it is there', async (_, options, creation) => {
  const { client, sent } = noting();
  expect(await createTable(client, 't', options)).toBe(true);
  expect(sent).toEqual([
    ['CreateTableCommand', creation],
    ['DescribeTableCommand', { TableName: 't' }],
    ['UpdateTimeToLiveCommand', EXPIRY],
  ]);
});

it('a table that exists is left alone', async () => {
  const { client, sent } = noting(failure('ResourceInUseException'));
  expect(await createTable(client, 't')).toBe(false);
  expect(sent).toHaveLength(1);
});

it.each([failure('LimitExceededException'), undefined])('%s is no table that exists', async (refusal) => {
  const send = () => Promise.reject(refusal);
  await expect(createTable({ send } as never, 't')).rejects.toBe(refusal);
});
