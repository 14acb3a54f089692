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
import { tokenFor } from '#shared/domain/confirmations/one-time-token.ts';
import { countWithin, RESET_MAIL_LIMITS } from '#shared/domain/confirmations/throttle.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type MessageKind, NOTIFICATION_RULES } from '#shared/domain/notifications/automatic-message.ts';
import { RetryLater } from '#shared/errors.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * How long a try may be on its way. Longer than the worker may run, so whoever finds an older one knows that
 * it died, and that nobody can tell whether the provider got the message.
 */
const SENDING_LEASE_SECONDS = 120;

interface NotificationClaim {
  readonly ref: NotificationRef;
  readonly kind: MessageKind;
  readonly attempt: string;
  readonly now: Date;
  /** Nothing for a farewell. */
  readonly member: Member | undefined;
  /** Hash of the new one-time token, where the message carries one. */
  readonly tokenHash: string | undefined;
}

/**
 * Whether a message that was seen before may still be sent; a try that died is written down as unknown.
 * @throws RetryLater while another try is on its way
 */
export const mayBeSent = async (
  runtime: Runtime,
  ref: NotificationRef,
  seen: NotificationRecord | undefined,
): Promise<boolean> => {
  if (!seen || seen.state === 'waiting') return true;
  if (seen.state !== 'sending') return false;
  const age = runtime.now().getTime() - Date.parse(seen.at);
  if (age < SENDING_LEASE_SECONDS * 1000) throw new RetryLater('Another try is on its way');
  await recordNotificationOutcome(runtime.use(database), ref, seen.attempt, 'unknown', 'try_died');
  countDeliveries(runtime, 'unknown');
  return false;
};

const tokenSteps = (db: Db, { kind, member, tokenHash, now }: NotificationClaim): TransactWrite[] => {
  const { token: purpose } = NOTIFICATION_RULES[kind];
  const token = purpose && member && tokenHash && tokenFor(member, purpose, tokenHash, now);
  return token ? [issueWrite(db, member, token)] : [];
};

/** Reset mails are counted per recipient, once each; @returns nothing when there have been enough (threat T29) */
const throttleSteps = async (
  db: Db,
  claim: NotificationClaim,
  seen: NotificationRecord | undefined,
): Promise<TransactWrite[] | undefined> => {
  const { kind, ref, now } = claim;
  if (kind !== 'password_reset_email' || seen) return [];
  const past = await findPastEvents(db, ref.club, ref.member, kind);
  const times = countWithin(past.times, RESET_MAIL_LIMITS, now);
  const ttl = Math.ceil(now.getTime() / 1000) + 2 * 60 * 60;
  return (
    times && [recordEventWrite(db, { club: ref.club, member: ref.member, what: kind, ttl }, past, times)]
  );
};

/**
 * Takes the message for this try: dispatch record, one-time token and throttle in one transaction, so that no
 * link is mailed that is not stored and none is stored that nobody tries to mail.
 * @returns false when it is not to be sent: there have been enough of its kind
 * @throws RetryLater when something moved since it was read
 */
export const claimMessage = async (
  db: Db,
  claim: NotificationClaim,
  seen: NotificationRecord | undefined,
): Promise<boolean> => {
  const throttle = await throttleSteps(db, claim, seen);
  if (!throttle) return false;
  const { ref, kind, attempt, now } = claim;
  const refusals = await transact(db, [
    claimNotificationWrite(db, ref, { kind, attempt, at: now.toISOString() }, seen),
    // Who opted out or moved since the look-up is not written to (fault F63).
    ...(claim.member ? [unchangedCheck(db, claim.member)] : []),
    ...tokenSteps(db, claim),
    ...throttle,
  ]);
  if (refusals.length > 0) throw new RetryLater(`Moved meanwhile: ${refusals.join(', ')}`);
  return true;
};
