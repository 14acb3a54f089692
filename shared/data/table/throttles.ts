import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from './db.ts';
import { clientBudgetKey, throttleKey } from './keys.ts';
import { send } from './send.ts';
import { itemType } from './stored-items.ts';
import type { TransactWrite } from './transact.ts';

interface ThrottlePlace {
  readonly club: string;
  readonly member: number;
  readonly what: string;
  readonly ttl: number;
}

const THROTTLE = itemType(
  'throttle',
  ({ club, member, what, ttl }: ThrottlePlace, times: readonly string[], version: number) => ({
    ...throttleKey(club, member, what),
    times,
    version,
    ttl,
  }),
);

/** Times at which something happened to a member before. */
interface PastEvents {
  /** ISO 8601 UTC, oldest first. */
  readonly times: readonly string[];
  /** 0 = never. */
  readonly version: number;
}

export const findPastEvents = async (
  db: Db,
  club: string,
  member: number,
  what: string,
): Promise<PastEvents> => {
  const { times = [], version = 0 } = (await THROTTLE.find(db, throttleKey(club, member, what))) ?? {};
  return { times, version };
};

/** Stores the times in a transaction, if nothing happened since they were read; failed check: `throttle`. */
export const recordEventWrite = (
  db: Db,
  place: ThrottlePlace,
  seen: PastEvents,
  times: readonly string[],
): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: THROTTLE.item(place, times, seen.version + 1),
      ConditionExpression: 'attribute_not_exists(pk) OR #version = :seen',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':seen': seen.version },
    },
  },
  checkName: 'throttle',
});

/**
 * Counts one more request of a client in the present window. One whose answer was lost counts again: the window ends
 * that much sooner, never later. @returns how many there are now
 */
export const countRequest = async (
  db: Db,
  budget: {
    readonly club: string;
    readonly client: number;
    readonly what: string;
    /** Seconds. */
    readonly window: number;
  },
  now: Date,
): Promise<number> => {
  const window = Math.floor(now.getTime() / 1000 / budget.window);
  const { Attributes } = await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: clientBudgetKey(budget.club, budget.client, budget.what, window),
      UpdateExpression: 'ADD n :one SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': 1, ':ttl': (window + 2) * budget.window },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(Attributes?.['n']);
};
