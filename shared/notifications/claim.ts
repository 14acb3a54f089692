import { issueStep } from '#shared/data/confirmations/tokens.ts';
import { unchangedStep } from '#shared/data/members/members.ts';
import {
  claimStep,
  type Dispatch,
  type DispatchRef,
  settleDispatch,
} from '#shared/data/notifications/notification-records.ts';
import type { Db } from '#shared/data/table/db.ts';
import { findHappened, rememberStep } from '#shared/data/table/throttles.ts';
import { type TransactStep, transact } from '#shared/data/table/transact.ts';
import { tokenFor } from '#shared/domain/confirmations/one-time-token.ts';
import { oneMore, RESET_MAIL_ALLOWANCES } from '#shared/domain/confirmations/throttle.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { MESSAGE_RULES, type MessageKind } from '#shared/domain/notifications/automatic-message.ts';
import { RetryLater } from '#shared/errors.ts';
import { DELIVERY_METRICS } from '#shared/metric-names.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * How long a try may be on its way. Longer than the worker may run, so whoever finds an older one knows that
 * it died, and that nobody can tell whether the provider got the message.
 */
export const SENDING_LEASE_SECONDS = 120;

export interface Claim {
  readonly ref: DispatchRef;
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
export const mayBeTried = async (
  runtime: Runtime,
  ref: DispatchRef,
  seen: Dispatch | undefined,
): Promise<boolean> => {
  if (!seen || seen.state === 'waiting') return true;
  if (seen.state !== 'sending') return false;
  const age = runtime.now().getTime() - Date.parse(seen.at);
  if (age < SENDING_LEASE_SECONDS * 1000) throw new RetryLater('Another try is on its way');
  await settleDispatch(runtime.use(database), ref, seen.attempt, 'unknown', 'try_died');
  runtime.use(metrics).count(DELIVERY_METRICS.unknown);
  return false;
};

const tokenSteps = (db: Db, { kind, member, tokenHash, now }: Claim): TransactStep[] => {
  const { token: purpose } = MESSAGE_RULES[kind];
  const token = purpose && member && tokenHash && tokenFor(member, purpose, tokenHash, now);
  return token ? [issueStep(db, member, token)] : [];
};

/** Reset mails are counted per recipient, once each; @returns nothing when there have been enough (threat T29) */
const throttleSteps = async (
  db: Db,
  claim: Claim,
  seen: Dispatch | undefined,
): Promise<TransactStep[] | undefined> => {
  const { kind, ref, now } = claim;
  if (kind !== 'password_reset_email' || seen) return [];
  const happened = await findHappened(db, ref.club, ref.member, kind);
  const times = oneMore(happened.times, RESET_MAIL_ALLOWANCES, now);
  const ttl = Math.ceil(now.getTime() / 1000) + 2 * 60 * 60;
  return (
    times && [rememberStep(db, { club: ref.club, member: ref.member, what: kind, ttl }, happened, times)]
  );
};

/**
 * Takes the message for this try: dispatch record, one-time token and throttle in one transaction, so that no
 * link is mailed that is not stored and none is stored that nobody tries to mail.
 * @returns false when it is not to be sent: there have been enough of its kind
 * @throws RetryLater when something moved since it was read
 */
export const claimMessage = async (db: Db, claim: Claim, seen: Dispatch | undefined): Promise<boolean> => {
  const throttle = await throttleSteps(db, claim, seen);
  if (!throttle) return false;
  const { ref, kind, attempt, now } = claim;
  const refusals = await transact(db, [
    claimStep(db, ref, { kind, attempt, at: now.toISOString() }, seen),
    // Who opted out or moved since the look-up is not written to (fault F63).
    ...(claim.member ? [unchangedStep(db, claim.member)] : []),
    ...tokenSteps(db, claim),
    ...throttle,
  ]);
  if (refusals.length > 0) throw new RetryLater(`Moved meanwhile: ${refusals.join(', ')}`);
  return true;
};
