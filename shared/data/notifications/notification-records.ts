import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../table/db.ts';
import { dispatchKey, type Key } from '../table/keys.ts';
import { readItem } from '../table/read.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import type { TransactWrite } from '../table/transact.ts';

/**
 * `sending` is written before the provider is called, so a message is sent at most once. `waiting` = the
 * provider clearly refused for now. `unknown` = it may or may not have been sent, and is not sent again.
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
  /** Random name of the try that claimed it. */
  readonly attempt: string;
  /** When it was claimed last, ISO 8601 UTC. */
  readonly at: string;
}

const keyOf = ({ club, member, event, channel }: NotificationRef): Key =>
  dispatchKey(club, member, event, channel);

/** Longer than a message can wait in the queue and its dead-letter queue together. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

export const findNotification = async (
  db: Db,
  ref: NotificationRef,
): Promise<NotificationRecord | undefined> => {
  const item = await readItem(db, keyOf(ref));
  return (
    item && {
      state: item['state'] as NotificationState,
      attempt: String(item['attempt']),
      at: String(item['at']),
    }
  );
};

/** Never tried, or still waiting as it was seen. */
const unclaimedCondition = (seen: NotificationRecord | undefined) =>
  seen
    ? {
        ConditionExpression: '#attempt = :attempt AND #state = :waiting',
        ExpressionAttributeNames: { '#attempt': 'attempt', '#state': 'state' },
        ExpressionAttributeValues: { ':attempt': seen.attempt, ':waiting': 'waiting' },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

/** Takes the message for one try, in a transaction; refused as `dispatch`. No personal data is kept. */
export const claimNotificationWrite = (
  db: Db,
  ref: NotificationRef,
  claim: { readonly kind: string; readonly attempt: string; readonly at: string },
  seen: NotificationRecord | undefined,
): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...keyOf(ref),
        kind: 'dispatch',
        v: 1,
        message: claim.kind,
        channel: ref.channel,
        state: 'sending',
        attempt: claim.attempt,
        at: claim.at,
        ttl: Math.ceil(Date.parse(claim.at) / 1000) + KEPT_SECONDS,
      },
      ...unclaimedCondition(seen),
    },
  },
  refusal: 'dispatch',
});

/**
 * Writes what became of a try, if it is still that try's.
 * @param detail the provider's message id, or a reason code
 * @returns false when another try has it by now
 */
export const recordNotificationOutcome = async (
  db: Db,
  ref: NotificationRef,
  attempt: string,
  state: Exclude<NotificationState, 'sending'>,
  detail: string,
): Promise<boolean> => {
  try {
    await send(
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
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
};

/**
 * A report tells that a message was sent of which nobody knew it (fault F57).
 * @returns false when it is not written down yet what became of it
 */
export const resolveNotification = async (db: Db, ref: NotificationRef): Promise<boolean> => {
  const seen = await findNotification(db, ref);
  if (!seen || seen.state === 'sending') return false;
  if (seen.state === 'unknown') await recordNotificationOutcome(db, ref, seen.attempt, 'sent', 'reported');
  return true;
};
