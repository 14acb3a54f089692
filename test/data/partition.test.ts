import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { readPartition } from '#shared/data/table/read.ts';
import { meteredDb } from '../support/meter.ts';

/** Eight are 2.8 MB; DynamoDB ends a page at 1 MB, whatever is left. */
const NOTE = 'x'.repeat(350_000);

it('a partition of several pages is read to its end, in the order of its keys', async () => {
  const db = await meteredDb();
  const names = Array.from({ length: 8 }, (_, n) => `ROW#${n}`);
  for (const sk of names) {
    await db.doc.send(new PutCommand({ TableName: db.table, Item: { pk: 'LARGE', sk, note: NOTE } }));
  }
  db.reset();
  const found: unknown[] = [];
  for await (const { sk } of readPartition(db, 'LARGE')) found.push(sk);
  expect(found).toEqual(names);
  expect(db.read().byOperation).toEqual({ QueryCommand: 3 });
});
