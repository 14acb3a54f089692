/** Vitest setup: the table of a test file is the model of DynamoDB, which costs a tenth of DynamoDB Local. */
import { vi } from 'vitest';
import { clear, inMemory } from './memory-table.ts';

clear();

vi.mock('../support/db.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../support/db.ts')>();
  const { openDb } = await import('#shared/data/table/db.ts');
  const { guarded } = await import('../support/role.ts');
  // The client's own logger, which says nothing, takes a sixth of the time.
  const dynamoConfig = () => ({ ...original.dynamoConfig(), requestHandler: inMemory, logger: {} as never });
  const openTestDb = async () => guarded(openDb(original.TEST_TABLE, dynamoConfig()));
  return { ...original, dynamoConfig, openTestDb };
});
