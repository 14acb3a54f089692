import { unchangedCheck } from '#shared/data/members/members.ts';
import { historyWrites } from '#shared/data/messaging/member-messages.ts';
import { claimDispatchWrites, failDispatchWrite } from '#shared/data/messaging/partition-dispatches.ts';
import { findTransmissionCursor, transmissionCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import { isExpired, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { RetryLater } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { addressesOf } from './draft-dispatch.ts';
import {
  type Batch,
  countEligible,
  limitTo,
  nextBatch,
  type PreparedDispatch,
  partitionRefOf,
  render,
  type TransmissionContext,
  type TransmissionProgress,
  withEligibility,
} from './next-batch.ts';
import { nextPosition, smsPartsOf } from './next-position.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { sendBatch } from './send-batch.ts';
import { acquireSendQuota } from './send-quota.ts';

const sendable = ({ items }: Batch<PreparedDispatch>) => items.filter((one) => 'message' in one);

const writesOf = (
  context: TransmissionContext,
  one: PreparedDispatch,
  now: string,
): readonly TransactWrite[] => {
  const db = context.runtime.use(database);
  const ref = dispatchRefOf(context.club.slug, one.dispatch);
  if (!('message' in one)) return [failDispatchWrite(db, ref, one.reason, now)];
  const { dispatch, owner, to, content } = one;
  return [
    ...claimDispatchWrites(db, ref, addressesOf(dispatch.type, to.address), content, {
      at: now,
      inHistory: owner !== undefined,
    }),
    ...(owner ? historyWrites(db, context.club.slug, dispatch, now) : []),
  ];
};

/** Checks that the members are unchanged since they were read, each once: a member may have several devices. */
const ownersUnchanged = (
  context: TransmissionContext,
  batch: Batch<PreparedDispatch>,
): readonly TransactWrite[] => {
  const db = context.runtime.use(database);
  const owners = new Map(sendable(batch).flatMap(({ owner }) => (owner ? [[owner.id, owner]] : [])));
  return [...owners.values()].map((owner) => ({ ...unchangedCheck(db, owner), refusal: 'member' }));
};

interface Claimed {
  readonly batch: Batch<PreparedDispatch>;
  readonly cursor: TransmissionCursor;
}

/**
 * Whether the stored cursor has this attempt in flight. The answer may be lost although the transaction was committed,
 * and its repetition is then refused. The worker of this attempt knows that nothing was sent yet, and continues.
 */
const isOwnAttempt = async (
  context: TransmissionContext,
  { in_flight }: TransmissionCursor,
): Promise<boolean> => {
  if (!in_flight) return false;
  const { partition, ...ref } = partitionRefOf(context);
  const stored = await findTransmissionCursor(context.runtime.use(database), ref, partition);
  return stored?.in_flight?.attempt === in_flight.attempt && !isExpired(in_flight, context.runtime.now());
};

/** @returns the refusals; none when the claim is committed, even if its answer was lost */
const commit = async (
  context: TransmissionContext,
  cursor: TransmissionCursor,
  writes: readonly TransactWrite[],
) => {
  try {
    const refusals = await transact(context.runtime.use(database), writes);
    return refusals.includes('stale') && (await isOwnAttempt(context, cursor)) ? [] : refusals;
  } catch (error) {
    if (await isOwnAttempt(context, cursor)) return [];
    throw error;
  }
};

/**
 * Claims the batch for one attempt: cursor, dispatches and checks that the members are unchanged, in one transaction.
 * @returns `stale` when another writer has raised the version, `changed` when a member or a dispatch changed
 */
const claim = async (
  context: TransmissionContext,
  seen: TransmissionCursor,
  batch: Batch<PreparedDispatch>,
): Promise<Claimed | 'stale' | 'changed'> => {
  const { runtime } = context;
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const toSend = sendable(batch);
  const recipients = toSend.map(({ dispatch }) => dispatch.recipient);
  const cursor: TransmissionCursor =
    recipients.length === 0
      ? { ...seen, version: seen.version + 1, ...nextPosition(seen, batch, []) }
      : {
          ...seen,
          version: seen.version + 1,
          in_flight: { attempt: runtime.uuid(), at: now, recipients },
          // Should this worker end before it records outcomes: what is in flight may have been sent.
          sms_parts: seen.sms_parts + smsPartsOf(toSend),
        };
  const refusals = await commit(context, cursor, [
    transmissionCursorWrite(db, partitionRefOf(context), cursor, now, seen),
    ...batch.items.flatMap((one) => writesOf(context, one, now)),
    ...ownersUnchanged(context, batch),
  ]);
  if (refusals.length === 0) return { batch, cursor };
  return refusals.includes('stale') ? 'stale' : 'changed';
};

/** Each claim fails when a member changes after it was read. */
const MAX_CLAIMS = 5;

/**
 * Sends the next dispatches of a partition, each at most once: before the call of the provider the cursor names them as
 * in flight, and dispatches that a worker had in flight when it ended are never sent again.
 * @returns nothing when another worker has raised the version or the sending was aborted
 */
export const sendNextBatch = async (
  context: TransmissionContext,
  cursor: TransmissionCursor,
): Promise<TransmissionProgress | undefined> => {
  const { runtime, club, execution } = context;
  let allowed: number | undefined;
  for (let attempt = 1; attempt <= MAX_CLAIMS; attempt += 1) {
    const eligible = await withEligibility(context, await nextBatch(context, cursor));
    const count = countEligible(eligible);
    if (count > 0 && allowed === undefined) {
      allowed = await acquireSendQuota(runtime, club.slug, execution.snapshot.channel.type, count);
    }
    const batch = limitTo(eligible, allowed ?? 0);
    if (batch.items.length === 0 && !batch.ends) return { cursor, pause: 'rate' };
    const claimed = await claim(context, cursor, await render(context, batch));
    if (claimed === 'stale') return undefined;
    if (claimed === 'changed') continue;
    if (!claimed.cursor.in_flight) return { cursor: claimed.cursor };
    const results = await sendBatch(runtime, club.slug, sendable(claimed.batch));
    const position = nextPosition(cursor, claimed.batch, results);
    return recordOutcomes(context, claimed.cursor, claimed.cursor.in_flight.attempt, results, position);
  }
  throw new RetryLater(`Members changed during ${MAX_CLAIMS} claims`);
};
