import { unchangedCheck } from '#shared/data/members/members.ts';
import { historyWrites } from '#shared/data/messaging/member-messages.ts';
import { claimDispatchWrites, failDispatchWrite } from '#shared/data/messaging/partition-dispatches.ts';
import { findTransmissionCursor, transmissionCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import {
  isExpired,
  type TransmissionCursor,
  type TransmissionPosition,
} from '#shared/domain/messaging/cursors.ts';
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
import { recordOutcomes } from './record-outcomes.ts';
import { sendBatch } from './send-batch.ts';
import { acquireSendQuota } from './send-quota.ts';

/** The position of the cursor after the batch; what the provider refused for now makes another pass. */
const nextPosition = (
  cursor: TransmissionCursor,
  { items, ends }: Batch<PreparedDispatch>,
  refused: number,
): TransmissionPosition => {
  const { state, pass } = cursor;
  const left = cursor.left + refused;
  if (!ends) return { state, pass, left, after: items.at(-1)?.dispatch.recipient ?? cursor.after };
  return left === 0
    ? { state: 'done', pass, left, after: '' }
    : { state, pass: pass + 1, left: 0, after: '' };
};

const sendable = ({ items }: Batch<PreparedDispatch>) => items.filter((one) => 'message' in one);

const writesOf = (
  work: TransmissionContext,
  one: PreparedDispatch,
  now: string,
): readonly TransactWrite[] => {
  const db = work.runtime.use(database);
  const ref = dispatchRefOf(work.club.slug, one.dispatch);
  if (!('message' in one)) return [failDispatchWrite(db, ref, one.reason, now)];
  const { dispatch, owner, to, content } = one;
  return [
    ...claimDispatchWrites(db, ref, addressesOf(dispatch.type, to.address), content, {
      at: now,
      inHistory: owner !== undefined,
    }),
    ...(owner ? historyWrites(db, work.club.slug, dispatch, now) : []),
  ];
};

/** The members are unchanged since their eligibility was checked. A transaction looks at an item once, and a member may have several devices. */
const ownersUnchanged = (
  work: TransmissionContext,
  batch: Batch<PreparedDispatch>,
): readonly TransactWrite[] => {
  const db = work.runtime.use(database);
  const owners = new Map(sendable(batch).flatMap(({ owner }) => (owner ? [[owner.id, owner]] : [])));
  return [...owners.values()].map((owner) => ({ ...unchangedCheck(db, owner), refusal: 'member' }));
};

interface Claimed {
  readonly batch: Batch<PreparedDispatch>;
  readonly cursor: TransmissionCursor;
}

/**
 * Whether the stored cursor holds this attempt. An answer may be lost although the transaction was committed, and a repetition
 * of it is then refused like another worker's: the worker whose attempt the cursor names knows that nothing was sent.
 */
const isOwnAttempt = async (
  work: TransmissionContext,
  { in_flight }: TransmissionCursor,
): Promise<boolean> => {
  if (!in_flight) return false;
  const { partition, ...ref } = partitionRefOf(work);
  const stored = await findTransmissionCursor(work.runtime.use(database), ref, partition);
  return stored?.in_flight?.attempt === in_flight.attempt && !isExpired(in_flight, work.runtime.now());
};

/** @returns the refusals, none when the claim stands, whatever became of its answer */
const commit = async (
  work: TransmissionContext,
  cursor: TransmissionCursor,
  writes: readonly TransactWrite[],
) => {
  try {
    const refusals = await transact(work.runtime.use(database), writes);
    return refusals.includes('stale') && (await isOwnAttempt(work, cursor)) ? [] : refusals;
  } catch (error) {
    if (await isOwnAttempt(work, cursor)) return [];
    throw error;
  }
};

/**
 * Claims the batch for one attempt: cursor, dispatches and checks that the members are unchanged, in one transaction.
 * @returns what was taken; `stale` when another writer made a step, `moved` when a member or a dispatch changed
 */
const claim = async (
  work: TransmissionContext,
  seen: TransmissionCursor,
  batch: Batch<PreparedDispatch>,
): Promise<Claimed | 'stale' | 'moved'> => {
  const { runtime } = work;
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const recipients = sendable(batch).map(({ dispatch }) => dispatch.recipient);
  const cursor: TransmissionCursor =
    recipients.length === 0
      ? { ...seen, version: seen.version + 1, ...nextPosition(seen, batch, 0) }
      : {
          ...seen,
          version: seen.version + 1,
          in_flight: { attempt: runtime.uuid(), at: now, recipients },
        };
  const refusals = await commit(work, cursor, [
    transmissionCursorWrite(db, partitionRefOf(work), cursor, now, seen),
    ...batch.items.flatMap((one) => writesOf(work, one, now)),
    ...ownersUnchanged(work, batch),
  ]);
  if (refusals.length === 0) return { batch, cursor };
  return refusals.includes('stale') ? 'stale' : 'moved';
};

/** How often members may move between being read and being taken. */
const MAX_CLAIMS = 5;

/**
 * Sends the next dispatches of a partition, each at most once: the cursor names them as in flight before the provider
 * is called, and what a worker had in flight when it ended is never sent again.
 * @returns nothing when another worker has raised the version or the sending was aborted
 */
export const sendNextBatch = async (
  work: TransmissionContext,
  cursor: TransmissionCursor,
): Promise<TransmissionProgress | undefined> => {
  const { runtime, club, execution } = work;
  let allowed: number | undefined;
  for (let attempt = 1; attempt <= MAX_CLAIMS; attempt += 1) {
    const eligible = await withEligibility(work, await nextBatch(work, cursor));
    const count = countEligible(eligible);
    if (count > 0 && allowed === undefined) {
      allowed = await acquireSendQuota(runtime, club.slug, execution.snapshot.channel.type, count);
    }
    const batch = limitTo(eligible, allowed ?? 0);
    if (batch.items.length === 0 && !batch.ends) return { cursor, pause: 'rate' };
    const claimed = await claim(work, cursor, await render(work, batch));
    if (claimed === 'stale') return undefined;
    if (claimed === 'moved') continue;
    if (!claimed.cursor.in_flight) return { cursor: claimed.cursor };
    const outcomes = await sendBatch(runtime, club.slug, sendable(claimed.batch));
    return recordOutcomes(work, claimed.cursor, claimed.cursor.in_flight.attempt, outcomes, (refused) =>
      nextPosition(cursor, claimed.batch, refused),
    );
  }
  throw new RetryLater('Members move faster than they are written to');
};
