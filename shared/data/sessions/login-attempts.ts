import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  FAILURE_WINDOW_SECONDS,
  type Failures,
  KNOWN_SECONDS,
} from '#shared/domain/sessions/login-limits.ts';
import type { Db } from '../table/db.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import type { Stored } from '../table/stored-items.ts';
import { type TransactWrite, transact } from '../table/transact.ts';
import { type AttemptCounter, type AttemptReservation, failuresFromItem, LOG_INS } from './login-failures.ts';
import { failuresKey, loginsKey } from './login-keys.ts';

const failures = (key: AttemptCounter['key']): AttemptCounter => ({
  key,
  kind: 'failures',
  kept: FAILURE_WINDOW_SECONDS,
});

/** Attempts on a member, by any of its names. The item also knows through which clients it has logged in. */
export const memberCounter = (club: string, member: number): AttemptCounter => ({
  key: loginsKey(club, member),
  kind: 'log-ins',
  kept: KNOWN_SECONDS + FAILURE_WINDOW_SECONDS,
});

/** Attempts on an identifier that no member has; it may be any text, so the key has only its hash. */
export const identifierCounter = (club: string, counted: string): AttemptCounter =>
  failures(failuresKey(club, 'IDENTIFIER', createHash('sha256').update(counted).digest('hex')));

/** Attempts with a token of a session, ended or not. */
export const sessionCounter = (club: string, sid: string): AttemptCounter =>
  failures(failuresKey(club, 'SESSION', sid));

/** Failures through a client token. */
export const clientCounter = (club: string, client: number): AttemptCounter =>
  failures(failuresKey(club, 'CLIENT', client));

/** Each client has an attribute of its own, so log-ins through several do not overwrite each other. */
const successName = (client: number): `through_${number}` => `through_${client}`;

/** When the member last logged in through a client, in Unix seconds. */
export const successThrough = (
  item: Stored<typeof LOG_INS> | undefined,
  client: number,
): number | undefined => item?.[successName(client)];

/** Notes in the member's item that it has logged in through a client just now. */
interface Success {
  readonly client: number;
  readonly now: number;
}

const isMembers = ({ counter }: AttemptReservation): boolean => counter.kind === 'log-ins';

/**
 * Refunds an attempt, in the transaction of its success; fails the check `window` when its window has ended or is gone.
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
  checkName: 'window',
});

/**
 * Refunds an attempt by itself, if its window is still there. In a transaction, because its token keeps a call whose
 * answer was lost from refunding twice.
 */
export const refundAttempt = async (db: Db, place: AttemptReservation, success: Success): Promise<void> => {
  await transact(db, [refundWrite(db, place, success)]);
};

/** Failed attempts on a member in a window that still runs. */
export const findFailures = async (
  db: Db,
  club: string,
  member: number,
  now: number,
): Promise<readonly Failures[]> => {
  const item = await LOG_INS.find(db, loginsKey(club, member));
  return item ? [failuresFromItem(item)].filter(({ ends_at, count }) => ends_at > now && count > 0) : [];
};

/** Clears the failed attempts on a member: a reset of the password proves control of its mailbox. */
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
