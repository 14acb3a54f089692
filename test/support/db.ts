import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { createTable } from '../../shared/data/create-table.ts';
import { type Db, openDb } from '../../shared/data/db.ts';
import { guarded } from './role.ts';

export const TEST_TABLE = 'loyalty-test';

export const dynamoConfig = () => ({
  endpoint: inject('dynamoUrl'),
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** The table of the run; every test file uses clubs of its own, so files share it. */
export const openTestDb = async (): Promise<Db> => {
  await createTable(new DynamoDBClient(dynamoConfig()), TEST_TABLE);
  return guarded(openDb(TEST_TABLE, dynamoConfig()));
};
