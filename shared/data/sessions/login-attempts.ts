import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  FAILURE_WINDOW_SECONDS,
  type Failures,
  KNOWN_SECONDS,
} from '#shared/domain/sessions/login-limits.ts';
import type { Db } from '../table/db.ts';
import { type Item, readItem } from '../table/read.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { type TransactWrite, transact } from '../table/transact.ts';
import { type AttemptCounter, type AttemptReservation, failuresFromItem } from './login-failures.ts';
import { failuresKey, loginsKey } from './login-keys.ts';

const failures = (key: AttemptCounter['key']): AttemptCounter => ({
  key,
  kind: 'failures',
  kept: FAILURE_WINDOW_SECONDS,
});

/** Guesses at a member, by whatever name. The item also knows through which clients it has logged in. */
export const memberCounter = (club: string, member: number): AttemptCounter => ({
  key: loginsKey(club, member),
  kind: 'log-ins',
  kept: KNOWN_SECONDS + FAILURE_WINDOW_SECONDS,
});

/** Guesses at an identifier that nobody has; it may be anything that somebody typed, so only its hash is kept. */
export const identifierCounter = (club: string, counted: string): AttemptCounter =>
  failures(failuresKey(club, 'IDENTIFIER', createHash('sha256').update(counted).digest('hex')));

/** Guesses of whoever holds a token of a session, living or not. */
export const sessionCounter = (club: string, sid: string): AttemptCounter =>
  failures(failuresKey(club, 'SESSION', sid));

/** Failures through a client token. */
export const clientCounter = (club: string, client: number): AttemptCounter =>
  failures(failuresKey(club, 'CLIENT', client));

/** Each client has an attribute of its own: a log-in through one does not meet that through another. */
const successName = (client: number): string => `through_${client}`;

/** When the member last logged in through a client, in Unix seconds. */
export const successThrough = (item: Item | undefined, client: number): number | undefined =>
  item?.[successName(client)] as number | undefined;

/** Notes in the member's item that it has logged in through a client just now. */
interface Success {
  readonly client: number;
  readonly now: number;
}

const isMembers = ({ counter }: AttemptReservation): boolean => counter.kind === 'log-ins';

/**
 * Gives a guess back, in the transaction of what it was for; refused as `window` when its window is over or was
 * forgotten.
 */
export const refundWrite = (db: Db, place: AttemptReservation, success: Success): TransactWrite => ({
  write: {
    Update: {
      TableName: db.table,
      Key: place.counter.key,
      UpdateExpression: `ADD #count :back${isMembers(place) ? ' SET #through = :now' : ''}`,
      ConditionExpression: 'ends_at = :ends AND #count > :none',
      ExpressionAttributeNames: {
        '#count': 'count',
        ...(isMembers(place) && { '#through': successName(success.client) }),
      },
      ExpressionAttributeValues: {
        ':back': -1,
        ':ends': place.ends_at,
        ':none': 0,
        ...(isMembers(place) && { ':now': success.now }),
      },
    },
  },
  refusal: 'window',
});

/**
 * Gives a guess back by itself; there may be nothing to give back any more. In a transaction, because its token keeps
 * a call whose answer was lost from giving back twice.
 */
export const refundAttempt = async (db: Db, place: AttemptReservation, success: Success): Promise<void> => {
  await transact(db, [refundWrite(db, place, success)]);
};

/** Guesses at a member in a window that still runs. */
export const findFailures = async (
  db: Db,
  club: string,
  member: number,
  now: number,
): Promise<readonly Failures[]> => {
  const item = await readItem(db, loginsKey(club, member));
  return item ? [failuresFromItem(item)].filter(({ ends_at, count }) => ends_at > now && count > 0) : [];
};

/** Forgets the guesses at a member: whoever reset the password has proved who they are. */
export const clearFailures = async (db: Db, club: string, member: number): Promise<void> => {
  try {
    await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: loginsKey(club, member),
        UpdateExpression: 'REMOVE #count, ends_at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#count': 'count' },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};
