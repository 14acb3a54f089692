import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type HashCost,
  hashCostFromText,
  hashCostText,
  MOST_COSTS,
  MOST_UNITS,
} from '#shared/domain/sessions/hash-cost.ts';
import type { Db } from '../table/db.ts';
import { ITEM_KINDS } from '../table/item-kinds.ts';
import { hashCostsKey } from '../table/keys.ts';
import { writeConditionally } from '../table/send.ts';
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
  units: costs.length > 0 ? new Set(costs.map(({ unit }) => unit)) : undefined,
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

/**
 * Adds a cost to those of a club, before a hash of it is stored.
 * @returns false when the club has as many costs as a refused log-in can reach
 */
export const addHashCost = (db: Db, club: string, cost: HashCost): Promise<boolean> =>
  writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: hashCostsKey(club),
      UpdateExpression: 'SET #kind = :kind, #v = :v ADD costs :costs, units :units',
      ConditionExpression:
        'contains(costs, :cost) OR ((attribute_not_exists(costs) OR size(costs) < :most_costs) AND ' +
        '(attribute_not_exists(units) OR contains(units, :unit) OR size(units) < :most_units))',
      ExpressionAttributeNames: { '#kind': 'kind', '#v': 'v' },
      ExpressionAttributeValues: {
        ':kind': HASH_COSTS.kind,
        ':v': ITEM_KINDS[HASH_COSTS.kind].writes,
        ':costs': new Set([hashCostText(cost)]),
        ':units': new Set([cost.unit]),
        ':cost': hashCostText(cost),
        ':unit': cost.unit,
        ':most_costs': MOST_COSTS,
        ':most_units': MOST_UNITS,
      },
    }),
  );

export const findHashCosts = (db: Db, club: string): Promise<Item | undefined> =>
  HASH_COSTS.find(db, hashCostsKey(club));

/**
 * Replaces the costs of a club by those that were counted.
 * @param seen the item as it was before the count
 * @returns false when a cost was added meanwhile
 */
export const replaceHashCosts = (db: Db, counted: HashCosts, seen: Item | undefined): Promise<boolean> => {
  const unchanged = seen?.costs
    ? { ConditionExpression: 'costs = :seen', ExpressionAttributeValues: { ':seen': seen.costs } }
    : { ConditionExpression: 'attribute_not_exists(costs)' };
  return writeConditionally(
    db,
    new PutCommand({ TableName: db.table, Item: HASH_COSTS.item(counted), ...unchanged }),
  );
};
