import {
  CreateTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { KEY_ATTRIBUTES, TABLE } from './table-shape.ts';

const keys = (shape: { readonly partitionKey: string; readonly sortKey: string }): KeySchemaElement[] => [
  { AttributeName: shape.partitionKey, KeyType: 'HASH' },
  { AttributeName: shape.sortKey, KeyType: 'RANGE' },
];

const creation = (name: string, stream: boolean): CreateTableCommand =>
  new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: KEY_ATTRIBUTES.map((attribute) => ({
      AttributeName: attribute,
      AttributeType: 'S',
    })),
    KeySchema: keys(TABLE),
    GlobalSecondaryIndexes: Object.values(TABLE.indexes).map((index) => ({
      IndexName: index.name,
      KeySchema: keys(index),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  });

const isTaken = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ResourceInUseException';

/**
 * Creates the one table as the CDK would, for the local stack and for tests, and waits until it can be used.
 * @param options `stream: false` where no worker reads it: DynamoDB Local looks, at each call, for the first record of the
 *   table's stream behind those of every earlier table
 * @returns false when a table of that name exists; it is left alone
 */
export const createTable = async (
  client: DynamoDBClient,
  name: string,
  { stream = true }: { readonly stream?: boolean } = {},
): Promise<boolean> => {
  try {
    await client.send(creation(name, stream));
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
  await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 60 }, { TableName: name });
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: TABLE.ttl, Enabled: true },
    }),
  );
  return true;
};
