import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from './db.ts';
import { counterKey, globalCounterKey, type Key } from './keys.ts';
import { readItem } from './read.ts';
import { send, writeConditionally } from './send.ts';

const allocate = async (db: Db, key: Key, count: number): Promise<number> => {
  const { Attributes } = await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: key,
      UpdateExpression: 'ADD last_id :count',
      ExpressionAttributeValues: { ':count': count },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(Attributes?.['last_id']) - count + 1;
};

/** Hands out a block of consecutive integer ids of a club, never the same twice; gaps are normal. @returns the first */
export const allocateIds = (
  db: Db,
  club: string,
  counter: 'members' | 'bulks' | 'messaging' | 'dispatches' | 'webhooks',
  count: number,
): Promise<number> => allocate(db, counterKey(club, counter), count);

/** From here on the counter of a club's members gives out ids above this one only; it never falls. */
export const raiseMemberIds = async (db: Db, club: string, id: number): Promise<void> => {
  const raise = new UpdateCommand({
    TableName: db.table,
    Key: counterKey(club, 'members'),
    UpdateExpression: 'SET last_id = :id',
    ConditionExpression: 'attribute_not_exists(last_id) OR last_id < :id',
    ExpressionAttributeValues: { ':id': id },
  });
  await writeConditionally(db, raise);
};

/** The highest id that was ever handed out; 0 = none. */
export const lastAllocatedId = async (db: Db, club: string, counter: 'members'): Promise<number> =>
  Number((await readItem(db, counterKey(club, counter)))?.['last_id'] ?? 0);

/** An id of a record that belongs to no club. */
export const allocateGlobalId = (db: Db, counter: 'clubs' | 'clients'): Promise<number> =>
  allocate(db, globalCounterKey(counter), 1);
