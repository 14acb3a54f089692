import { findTransmissionCursor, storeTransmissionCursor } from '#shared/data/messaging/sending-cursors.ts';
import { isExpired, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { database } from '#shared/ports/database.ts';
import { nextPosition } from './next-position.ts';
import { type Batch, partitionRefOf, type TransmissionContext } from './transmission-context.ts';

/**
 * Whether the stored cursor has this attempt in flight. The answer may be lost although the write was done, and its
 * repetition is then refused. The worker of this attempt knows that nothing was sent yet, and continues.
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

/** @returns whether the cursor is stored, even if the answer was lost */
const store = async (
  context: TransmissionContext,
  seen: TransmissionCursor,
  cursor: TransmissionCursor,
  now: string,
): Promise<boolean> => {
  const db = context.runtime.use(database);
  try {
    const stored = await storeTransmissionCursor(db, partitionRefOf(context), cursor, now, seen);
    return stored || (await isOwnAttempt(context, cursor));
  } catch (error) {
    if (await isOwnAttempt(context, cursor)) return true;
    throw error;
  }
};

/**
 * Claims a batch for one attempt: the cursor names its dispatches as in flight. An empty one moves the cursor.
 * @returns the cursor; nothing when another writer has raised its version or closed it
 */
export const claimBatch = async (
  context: TransmissionContext,
  seen: TransmissionCursor,
  batch: Batch<Dispatch>,
): Promise<TransmissionCursor | undefined> => {
  const { runtime } = context;
  const now = runtime.now().toISOString();
  const recipientKeys = batch.items.map(({ recipientKey }) => recipientKey);
  const after =
    recipientKeys.length === 0
      ? nextPosition(seen, { items: [], isLast: batch.isLast }, [])
      : { in_flight: { attempt: runtime.uuid(), at: now, recipientKeys } };
  const cursor: TransmissionCursor = { ...seen, version: seen.version + 1, ...after };
  return (await store(context, seen, cursor, now)) ? cursor : undefined;
};
