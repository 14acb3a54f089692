import type { Audience } from '#shared/domain/messaging/audience.ts';
import type { Db } from '../table/db.ts';
import { audienceKey } from '../table/messaging-keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import type { Versioned, VersionedChange } from '../table/versioned.ts';

const AUDIENCE = itemType('audience', (club: string, { id, conditions, created_at }: Audience) => ({
  ...audienceKey(club, id),
  id,
  conditions: pack(conditions),
  created_at,
}));

const fromItem = ({ id, conditions, created_at }: Stored<typeof AUDIENCE>): Audience => ({
  id,
  conditions: unpack(conditions),
  created_at,
});

/** Audiences by id; missing ones are left out. They never change, so they have no version. */
export const findAudiences = async (
  db: Db,
  club: string,
  ids: readonly number[],
): Promise<readonly Versioned<Audience>[]> => {
  const items = await AUDIENCE.findAll(
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
        Item: AUDIENCE.item(club, after),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    checkName: 'stale',
  },
];
