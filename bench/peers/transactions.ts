import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '#shared/data/table/db.ts';
import type { Person } from './people.ts';

/** Members of one transaction: with their two claims the most that it may have, 100 items. */
export const PER_TRANSACTION = 33;

const itemsOf = ({ id, email, msisdn, ...rest }: Person, at: string): readonly object[] => [
  {
    pk: `CLUB#bench#MEMBER#${id}`,
    sk: 'MEMBER',
    shard: `CLUB#bench#${id % 16}`,
    email,
    msisdn,
    id,
    properties: JSON.stringify({ email, msisdn, ...rest }),
    created_at: at,
    updated_at: at,
    version: 1,
  },
  { pk: `CLUB#bench#EMAIL#${email}`, sk: 'CLAIM', owner: id, at },
  { pk: `CLUB#bench#MSISDN#${msisdn}`, sk: 'CLAIM', owner: id, at },
];

/** The bare SDK with transactions of 99 items: members and claims that must not be there. */
export const createInTransaction = async (
  { doc, table }: Db,
  people: readonly Person[],
): Promise<unknown> => {
  const at = new Date().toISOString();
  const TransactItems = people
    .flatMap((person) => itemsOf(person, at))
    .map((Item) => ({
      Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
    }));
  return await doc.send(new TransactWriteCommand({ TransactItems }));
};
