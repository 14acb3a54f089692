import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The table and a client for it; every data function takes it first. */
export interface Db {
  readonly doc: DynamoDBDocumentClient;
  readonly table: string;
}

export const openDb = (table: string, config: DynamoDBClientConfig = {}): Db => ({
  table,
  doc: DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    marshallOptions: { removeUndefinedValues: true },
  }),
});
