import type { Audience, Condition } from '#shared/domain/messaging/audience.ts';
import type { Db } from '../table/db.ts';
import { audienceKey } from '../table/messaging-keys.ts';
import { packed, unpacked } from '../table/packed.ts';
import { type Item, readItems } from '../table/read.ts';
import type { TransactWrite } from '../table/transact.ts';
import type { Versioned, VersionedChange } from '../table/versioned.ts';

const toItem = (club: string, audience: Audience): Item => ({
  ...audienceKey(club, audience.id),
  kind: 'audience',
  v: 1,
  id: audience.id,
  conditions: packed(audience.conditions),
  created_at: audience.created_at,
});

const fromItem = (item: Item): Audience => ({
  id: Number(item['id']),
  conditions: unpacked(item['conditions']) as Condition[],
  created_at: String(item['created_at']),
});

/** Audiences by id; missing ones are left out. They never change, so they have no version. */
export const findAudiences = async (
  db: Db,
  club: string,
  ids: readonly number[],
): Promise<readonly Versioned<Audience>[]> => {
  const items = await readItems(
    db,
    ids.map((id) => audienceKey(club, id)),
  );
  return items.map((item) => ({ entity: fromItem(item), version: 1 }));
};

/** The write of a new audience. */
export const audienceWrites = (
  db: Db,
  club: string,
  { after }: VersionedChange<Audience>,
): readonly TransactWrite[] => [
  {
    write: {
      Put: {
        TableName: db.table,
        Item: toItem(club, after),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    refusal: 'stale',
  },
];
