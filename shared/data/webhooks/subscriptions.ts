import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Subscription } from '#shared/domain/webhooks/subscription.ts';
import type { Db } from '../table/db.ts';
import { subscriptionsKey } from '../table/keys.ts';
import { fromText, toText } from '../table/packed.ts';
import { writeConditionally } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';
import { nextVersion, unchangedCondition, type Versioned, type VersionedChange } from '../table/versioned.ts';

type Subscriptions = readonly Subscription[];

/** All of a club are one item: one read says whether there is any, and one condition keeps URLs unique. */
const SUBSCRIPTIONS = itemType(
  'webhook-subscriptions',
  (club: string, version: number, subscriptions: Subscriptions) => ({
    ...subscriptionsKey(club),
    version,
    subscriptions: toText(subscriptions),
  }),
);

/** The subscriptions of a club by id; nothing where it never had any. */
export const findSubscriptions = async (
  db: Db,
  club: string,
): Promise<Versioned<Subscriptions> | undefined> => {
  const item = await SUBSCRIPTIONS.find(db, subscriptionsKey(club));
  return item && { entity: fromText(item.subscriptions), version: item.version };
};

export const findSubscription = async (db: Db, club: string, id: number): Promise<Subscription | undefined> =>
  (await findSubscriptions(db, club))?.entity.find((one) => one.id === id);

/** @returns false when they have changed since they were read */
export const storeSubscriptions = (
  db: Db,
  club: string,
  change: VersionedChange<Subscriptions>,
): Promise<boolean> =>
  writeConditionally(
    db,
    new PutCommand({
      TableName: db.table,
      Item: SUBSCRIPTIONS.item(club, nextVersion(change), change.after),
      ...unchangedCondition(change.seen),
    }),
  );
