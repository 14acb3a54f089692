import { findUndos, replaceUndosWrite } from '#shared/data/confirmations/address-undos.ts';
import { issueWrite } from '#shared/data/confirmations/tokens.ts';
import { unchangedCheck } from '#shared/data/members/members.ts';
import {
  claimNotificationWrite,
  type NotificationRecord,
  type NotificationRef,
  recordNotificationOutcome,
} from '#shared/data/notifications/notification-records.ts';
import type { Db } from '#shared/data/table/db.ts';
import { findPastEvents, recordEventWrite } from '#shared/data/table/throttles.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import { withUndo } from '#shared/domain/confirmations/address-undo.ts';
import { tokenFor } from '#shared/domain/confirmations/one-time-token.ts';
import { countWithin, REQUESTED_MAIL_LIMITS } from '#shared/domain/confirmations/throttle.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type MessageKind, NOTIFICATION_RULES } from '#shared/domain/notifications/automatic-message.ts';
import type { PreviousAddresses } from '#shared/domain/notifications/member-change-messages.ts';
import { RetryLater } from '#shared/errors.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * The lease of an attempt. Longer than the function may run: the worker of an older attempt has ended, and whether the
 * provider has the message is unknown.
 */
const SENDING_LEASE_SECONDS = 120;

interface NotificationClaim {
  readonly ref: NotificationRef;
  readonly kind: MessageKind;
  /** A person asked for it. */
  readonly isRequested: boolean;
  readonly attempt: string;
  readonly now: Date;
  /** None when the member was removed. */
  readonly member: Member | undefined;
  /** Hash of the new one-time token, where the message carries one. */
  readonly tokenHash: string | undefined;
  /** The addresses that the link of the message puts back. */
  readonly previous: PreviousAddresses | undefined;
}

/**
 * Whether a message may still be sent, with the record that was read. Records an expired attempt as unknown.
 * @throws RetryLater while another attempt has its lease
 */
export const mayBeSent = async (
  runtime: Runtime,
  ref: NotificationRef,
  seen: NotificationRecord | undefined,
): Promise<boolean> => {
  if (!seen || seen.state === 'waiting') return true;
  if (seen.state !== 'sending') return false;
  const age = runtime.now().getTime() - Date.parse(seen.at);
  if (age < SENDING_LEASE_SECONDS * 1000) throw new RetryLater('Another attempt has the lease');
  await recordNotificationOutcome(runtime.use(database), ref, seen.attempt, 'unknown', 'try_died');
  countDeliveries(runtime, 'unknown');
  return false;
};

const tokenWrites = (db: Db, { kind, member, tokenHash, now }: NotificationClaim): TransactWrite[] => {
  const { token: purpose } = NOTIFICATION_RULES[kind];
  const token =
    purpose &&
    purpose !== 'secure_account' &&
    member &&
    tokenHash &&
    tokenFor(member, purpose, tokenHash, now);
  return token ? [issueWrite(db, member, token)] : [];
};

/** Counts each requested mail once, by kind and recipient. @returns nothing when the limit is reached (threat T29) */
const throttleWrites = async (
  db: Db,
  claim: NotificationClaim,
  seen: NotificationRecord | undefined,
): Promise<TransactWrite[] | undefined> => {
  const { kind, ref, now, isRequested } = claim;
  if (!isRequested || seen) return [];
  const past = await findPastEvents(db, ref.club, ref.member, kind);
  const times = countWithin(past.times, REQUESTED_MAIL_LIMITS, now);
  const ttl = Math.ceil(now.getTime() / 1000) + 2 * 60 * 60;
  return (
    times && [recordEventWrite(db, { club: ref.club, member: ref.member, what: kind, ttl }, past, times)]
  );
};

/** @returns nothing when no link may go out: too many are good (threat T29), or the change is undone (threat T46) */
const undoWrites = async (
  db: Db,
  { ref, member, previous, tokenHash: hash, now }: NotificationClaim,
): Promise<TransactWrite[] | undefined> => {
  if (!previous || !member || hash === undefined) return [];
  const { version, email = null, msisdn = null } = previous;
  const { channel } = ref;
  const seen = await findUndos(db, member);
  const added = { version, channel, hash, email, msisdn, issued_at: now.toISOString() };
  const undos = withUndo(seen, added, member, now);
  return undos && [replaceUndosWrite(db, member, seen, undos)];
};

/**
 * Claims the message for one attempt: notification record, one-time token and throttle in one transaction, so that a
 * mailed link is stored, and a stored one is mailed.
 * @returns false when the limit of its kind is reached, or the change that it reports is undone
 * @throws RetryLater when an item changed since it was read
 */
export const claimMessage = async (
  db: Db,
  claim: NotificationClaim,
  seen: NotificationRecord | undefined,
): Promise<boolean> => {
  const throttle = await throttleWrites(db, claim, seen);
  const undo = throttle && (await undoWrites(db, claim));
  if (!undo) return false;
  const { ref, kind, attempt, now } = claim;
  const failedChecks = await transact(db, [
    claimNotificationWrite(db, ref, { kind, attempt, at: now.toISOString() }, seen),
    // A member who has opted out or changed the address since the look-up gets nothing (fault F63).
    ...(claim.member ? [unchangedCheck(db, claim.member)] : []),
    ...tokenWrites(db, claim),
    ...throttle,
    ...undo,
  ]);
  if (failedChecks.length > 0)
    throw new RetryLater(`Changed since they were read: ${failedChecks.join(', ')}`);
  return true;
};
