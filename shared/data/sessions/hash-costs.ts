import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type HashCost, hashCostFromText, hashCostText } from '#shared/domain/sessions/hash-cost.ts';
import type { Db } from '../table/db.ts';
import { ITEM_KINDS } from '../table/item-kinds.ts';
import { hashCostsKey } from '../table/keys.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { itemType, type Stored } from '../table/stored-items.ts';

/** What a club's hashes cost, beside those that this release makes. */
export interface HashCosts {
  readonly club: string;
  readonly costs: readonly HashCost[];
  /** ISO 8601 UTC: since when every cost is listed; without it, members of earlier releases may have others. */
  readonly countedAt?: string | undefined;
}

export const HASH_COSTS = itemType('hash-costs', ({ club, costs, countedAt }: HashCosts) => ({
  ...hashCostsKey(club),
  // A set of DynamoDB is not empty.
  costs: costs.length > 0 ? new Set(costs.map(hashCostText)) : undefined,
  counted_at: countedAt,
}));

type Item = Stored<typeof HASH_COSTS>;

/** The releases before this one hashed with bcrypt, cost 10. */
const OF_EARLIER_RELEASES: HashCost = { unit: 'bcrypt', amount: 1024 };

/** The costs that a refused log-in has to reach. */
export const hashCostsFromItem = (item: Item | undefined): readonly HashCost[] => [
  ...[...(item?.costs ?? [])].map(hashCostFromText),
  ...(item?.counted_at === undefined ? [OF_EARLIER_RELEASES] : []),
];

/** Adds a cost to those of a club, before a hash of it is stored. */
export const addHashCost = async (db: Db, club: string, cost: HashCost): Promise<void> => {
  await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: hashCostsKey(club),
      UpdateExpression: 'SET #kind = :kind, #v = :v ADD costs :cost',
      ExpressionAttributeNames: { '#kind': 'kind', '#v': 'v' },
      ExpressionAttributeValues: {
        ':kind': HASH_COSTS.kind,
        ':v': ITEM_KINDS[HASH_COSTS.kind].writes,
        ':cost': new Set([hashCostText(cost)]),
      },
    }),
  );
};

export const findHashCosts = (db: Db, club: string): Promise<Item | undefined> =>
  HASH_COSTS.find(db, hashCostsKey(club));

/**
 * Replaces the costs of a club by those that were counted.
 * @param seen the item as it was before the count
 * @returns false when a cost was added meanwhile
 */
export const replaceHashCosts = async (
  db: Db,
  counted: HashCosts,
  seen: Item | undefined,
): Promise<boolean> => {
  const unchanged = seen?.costs
    ? { ConditionExpression: 'costs = :seen', ExpressionAttributeValues: { ':seen': seen.costs } }
    : { ConditionExpression: 'attribute_not_exists(costs)' };
  try {
    await send(db, new PutCommand({ TableName: db.table, Item: HASH_COSTS.item(counted), ...unchanged }));
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
};
