import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../table/db.ts';
import { dispatchKey, type Key } from '../table/keys.ts';
import { writeConditionally } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';

/**
 * `sending` is written before the provider is called, so a message is sent at most once. `waiting` = the
 * provider deferred. `unknown` = it may or may not have been sent, and is not sent again.
 */
type NotificationState = 'sending' | 'waiting' | 'sent' | 'failed' | 'unknown';

export interface NotificationRef {
  readonly club: string;
  readonly member: number;
  readonly event: string;
  readonly channel: 'sms' | 'email';
}

export interface NotificationRecord {
  readonly state: NotificationState;
  /** Random name of the attempt that claimed it. */
  readonly attempt: string;
  /** When it was claimed last, ISO 8601 UTC. */
  readonly at: string;
}

const keyOf = ({ club, member, event, channel }: NotificationRef): Key =>
  dispatchKey(club, member, event, channel);

/** Longer than a message can wait in the queue and its dead-letter queue together. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

interface NotificationClaim {
  readonly kind: string;
  readonly attempt: string;
  readonly at: string;
}

const RECORD = itemType('dispatch', (ref: NotificationRef, { kind, attempt, at }: NotificationClaim) => {
  const state: NotificationState = 'sending';
  const ttl = Math.ceil(Date.parse(at) / 1000) + KEPT_SECONDS;
  return { ...keyOf(ref), message: kind, channel: ref.channel, state, attempt, at, ttl };
});

export const findNotification = async (
  db: Db,
  ref: NotificationRef,
): Promise<NotificationRecord | undefined> => {
  const item = await RECORD.find(db, keyOf(ref));
  return item && { state: item.state, attempt: item.attempt, at: item.at };
};

/** Never attempted, or still waiting as it was read. */
const unclaimedCondition = (seen: NotificationRecord | undefined) =>
  seen
    ? {
        ConditionExpression: '#attempt = :attempt AND #state = :waiting',
        ExpressionAttributeNames: { '#attempt': 'attempt', '#state': 'state' },
        ExpressionAttributeValues: { ':attempt': seen.attempt, ':waiting': 'waiting' },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

/** Claims the message for one attempt, in a transaction; failed check: `dispatch`. No personal data is kept. */
export const claimNotificationWrite = (
  db: Db,
  ref: NotificationRef,
  claim: NotificationClaim,
  seen: NotificationRecord | undefined,
): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: RECORD.item(ref, claim),
      ...unclaimedCondition(seen),
    },
  },
  checkName: 'dispatch',
});

/**
 * Records the outcome of an attempt that still has the claim.
 * @param detail the provider's message id, or a reason code
 * @returns false when another attempt has it by now
 */
export const recordNotificationOutcome = async (
  db: Db,
  ref: NotificationRef,
  attempt: string,
  state: Exclude<NotificationState, 'sending'>,
  detail: string,
): Promise<boolean> => {
  return writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: keyOf(ref),
      UpdateExpression: 'SET #state = :state, detail = :detail',
      ConditionExpression: '#attempt = :attempt',
      ExpressionAttributeNames: { '#state': 'state', '#attempt': 'attempt' },
      ExpressionAttributeValues: { ':state': state, ':detail': detail, ':attempt': attempt },
    }),
  );
};

/**
 * A report says that the provider sent a message of unknown outcome (fault F57).
 * @returns false while there is no outcome yet
 */
export const resolveNotification = async (db: Db, ref: NotificationRef): Promise<boolean> => {
  const seen = await findNotification(db, ref);
  if (!seen || seen.state === 'sending') return false;
  if (seen.state === 'unknown') await recordNotificationOutcome(db, ref, seen.attempt, 'sent', 'reported');
  return true;
};
