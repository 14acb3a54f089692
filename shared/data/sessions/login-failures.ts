import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  FAILURE_LIMITS,
  FAILURE_WINDOW_SECONDS,
  type Failures,
  lockedFor,
} from '#shared/domain/sessions/login-limits.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import type { Db } from '../table/db.ts';
import type { Key } from '../table/keys.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { anyOf, itemType } from '../table/stored-items.ts';

/** Attributes of a counter; only updates write them. */
type CounterAttributes = Partial<Failures> & { readonly guess?: string };

export const FAILURES = itemType('failures', (counter: CounterAttributes) => counter);

/** Also the time of the last log-in through each client. */
export const LOG_INS = itemType(
  'log-ins',
  (counter: CounterAttributes & Readonly<Record<`through_${number}`, number>>) => counter,
);

const COUNTER = anyOf(FAILURES, LOG_INS);

/** An item that counts attempts. */
export interface AttemptCounter {
  readonly key: Key;
  readonly kind: 'failures' | 'log-ins';
  /** Seconds that the item is kept after an attempt. */
  readonly kept: number;
}

/** An attempt that is counted before its comparison, and refunded if it succeeds. */
export interface AttemptReservation extends Failures {
  readonly counter: AttemptCounter;
}

export const failuresFromItem = ({ count = 0, ends_at = 0 }: CounterAttributes): Failures => ({
  count,
  ends_at,
});

/** The values are those of `write`. The table refuses each that was done already, and its answer lost. */
const WRITES = {
  /** The window is running and has room, or there is none. */
  running: {
    condition:
      '(attribute_not_exists(ends_at) OR (ends_at > :now AND #count < :limit)) AND NOT guess = :guess',
    expression:
      'ADD #count :one SET ends_at = if_not_exists(ends_at, :ends), #ttl = :ttl, kind = :kind, guess = :guess',
  },
  /** The window has ended. */
  over: {
    condition: 'ends_at <= :now',
    expression: 'SET #count = :one, ends_at = :ends, #ttl = :ttl, kind = :kind, guess = :guess',
  },
} as const;

/** @returns the window with this attempt; nothing when the write's condition does not hold */
const write = async (
  db: Db,
  { key, kind, kept }: AttemptCounter,
  { condition, expression }: (typeof WRITES)[keyof typeof WRITES],
  { now, limit, guess: attempt }: { readonly now: number; readonly limit: number; readonly guess: string },
): Promise<Failures | undefined> => {
  try {
    const { Attributes } = await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: key,
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#count': 'count', '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':one': 1,
          ':now': now,
          ':ends': now + FAILURE_WINDOW_SECONDS,
          ':ttl': now + kept,
          ':kind': kind,
          ':guess': attempt,
          // The table refuses values that an expression does not name.
          ...(condition.includes(':limit') && { ':limit': limit }),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return failuresFromItem(COUNTER.from(Attributes ?? {}));
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
};

/** Between two calls the other write's condition may come true, but not for long. */
const MAX_ROUNDS = 5;

/**
 * Counts one more, atomically. A window that has ended starts anew. A call whose answer was lost finds its own name in
 * the item; only where another attempt has come in between does it count twice, until the window ends.
 * @returns the window, or the full one as it is
 */
const count = async (
  db: Db,
  counter: AttemptCounter,
  how: { readonly now: number; readonly limit: number; readonly seen?: Failures | undefined },
): Promise<{ readonly window: Failures; readonly isFull: boolean }> => {
  let seen = how.seen;
  const attempt = db.uuid();
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const isOver = seen !== undefined && seen.ends_at > 0 && seen.ends_at <= how.now;
    const window = await write(db, counter, isOver ? WRITES.over : WRITES.running, {
      ...how,
      guess: attempt,
    });
    if (window) return { window, isFull: false };
    const item = await COUNTER.find(db, counter.key);
    seen = failuresFromItem(item ?? {});
    if (item?.guess === attempt) return { window: seen, isFull: false };
    if (seen.ends_at > how.now && seen.count >= how.limit) return { window: seen, isFull: true };
  }
  throw serviceUnavailable(new Error('The window of attempts keeps changing'));
};

/**
 * Reserves one attempt, in one conditional write that counts and refuses: of any number at once the limit's many go on
 * to the comparison.
 * @param seen the counter, where it was read
 * @returns the reservation, or the seconds until the next can be had
 */
export const reserveAttempt = async (
  db: Db,
  counter: AttemptCounter,
  now: number,
  seen?: Failures,
): Promise<AttemptReservation | number> => {
  const locked = lockedFor('identifier', seen, now);
  if (locked > 0) return locked;
  const { window, isFull } = await count(db, counter, { now, limit: FAILURE_LIMITS.identifier, seen });
  return isFull ? lockedFor('identifier', window, now) : { ...window, counter };
};

/** Counts a failure that locks nothing by itself. */
export const countFailure = async (
  db: Db,
  counter: AttemptCounter,
  now: number,
  seen?: Failures,
): Promise<Failures> => (await count(db, counter, { now, limit: Number.MAX_SAFE_INTEGER, seen })).window;
