import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { createTable } from '#shared/data/table/create-table.ts';
import { type Db, openDb } from '#shared/data/table/db.ts';
import { guarded } from './role.ts';

/** A table for each test file: a census reads all of it, and must not read what other files made. */
export const TEST_TABLE = `loyalty-test-${randomUUID()}`;

export const dynamoConfig = () => ({
  endpoint: inject('dynamoUrl'),
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** The same table for a caller that does not wait: what fails for a moment fails at once. */
export const hasty = <D extends Pick<Db, 'retryOptions'>>(db: D): D => ({
  ...db,
  retryOptions: () => ({ ...db.retryOptions(), remaining: () => 0 }),
});

/** The table of the test file, on the one DynamoDB Local of the run. */
export const openTestDb = async (): Promise<Db> => {
  await createTable(new DynamoDBClient(dynamoConfig()), TEST_TABLE, { stream: false });
  return guarded(openDb(TEST_TABLE, dynamoConfig()));
};
