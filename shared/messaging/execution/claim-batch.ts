import { unchangedCheck } from '#shared/data/members/members.ts';
import { historyWrites } from '#shared/data/messaging/member-messages.ts';
import { claimDispatchWrites, failDispatchWrite } from '#shared/data/messaging/partition-dispatches.ts';
import { findTransmissionCursor, transmissionCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import { isExpired, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { database } from '#shared/ports/database.ts';
import { addressAttributes } from './new-dispatch.ts';
import { nextPosition, smsPartsOf } from './next-position.ts';
import type { RenderedItem } from './render-batch.ts';
import { type Batch, partitionRefOf, type TransmissionContext } from './transmission-context.ts';

/** The items with a message. */
const sendableItems = ({ items }: Batch<RenderedItem>) => items.filter((one) => 'message' in one);

const itemWrites = (
  context: TransmissionContext,
  one: RenderedItem,
  now: string,
): readonly TransactWrite[] => {
  const db = context.runtime.use(database);
  const ref = dispatchRefOf(context.club.slug, one.dispatch);
  if (!('message' in one)) return [failDispatchWrite(db, ref, one.reason, now)];
  const { dispatch, addressOwner, target, content } = one;
  return [
    ...claimDispatchWrites(db, ref, addressAttributes(dispatch.type, target.address), content, {
      at: now,
      inHistory: addressOwner !== undefined,
    }),
    ...(addressOwner ? historyWrites(db, context.club.slug, dispatch, now) : []),
  ];
};

/** Checks that the members are unchanged since they were read, each once: a member may have several devices. */
const addressOwnerChecks = (
  context: TransmissionContext,
  batch: Batch<RenderedItem>,
): readonly TransactWrite[] => {
  const db = context.runtime.use(database);
  const addressOwners = new Map(
    sendableItems(batch).flatMap(({ addressOwner }) =>
      addressOwner ? [[addressOwner.id, addressOwner]] : [],
    ),
  );
  return [...addressOwners.values()].map((addressOwner) => ({
    ...unchangedCheck(db, addressOwner),
    checkName: 'member',
  }));
};

interface ClaimedBatch {
  readonly toSend: ReturnType<typeof sendableItems>;
  readonly cursor: TransmissionCursor;
}

/**
 * Whether the stored cursor has this attempt in flight. The answer may be lost although the transaction was committed,
 * and its repetition then fails its check. The worker of this attempt knows that nothing was sent yet, and continues.
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

/** @returns the failed checks; none when the claim is committed, even if its answer was lost */
const commit = async (
  context: TransmissionContext,
  cursor: TransmissionCursor,
  writes: readonly TransactWrite[],
) => {
  try {
    const failedChecks = await transact(context.runtime.use(database), writes);
    return failedChecks.includes('stale') && (await isOwnAttempt(context, cursor)) ? [] : failedChecks;
  } catch (error) {
    if (await isOwnAttempt(context, cursor)) return [];
    throw error;
  }
};

/**
 * Claims the batch for one attempt: cursor, dispatches and checks that the members are unchanged, in one transaction.
 * @returns `stale` when another writer has raised the version, `changed` when a member or a dispatch changed
 */
export const claimBatch = async (
  context: TransmissionContext,
  seen: TransmissionCursor,
  batch: Batch<RenderedItem>,
): Promise<ClaimedBatch | 'stale' | 'changed'> => {
  const { runtime } = context;
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const toSend = sendableItems(batch);
  const recipientKeys = toSend.map(({ dispatch }) => dispatch.recipientKey);
  const cursor: TransmissionCursor =
    recipientKeys.length === 0
      ? { ...seen, version: seen.version + 1, ...nextPosition(seen, batch, []) }
      : {
          ...seen,
          version: seen.version + 1,
          in_flight: { attempt: runtime.uuid(), at: now, recipientKeys },
          // The messages in flight count as sent, should this worker end before it records their outcomes.
          sms_parts: seen.sms_parts + smsPartsOf(toSend),
        };
  const failedChecks = await commit(context, cursor, [
    transmissionCursorWrite(db, partitionRefOf(context), cursor, now, seen),
    ...batch.items.flatMap((one) => itemWrites(context, one, now)),
    ...addressOwnerChecks(context, batch),
  ]);
  if (failedChecks.length === 0) return { toSend, cursor };
  return failedChecks.includes('stale') ? 'stale' : 'changed';
};
