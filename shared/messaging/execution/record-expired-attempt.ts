import { recordOutcomeWrite } from '#shared/data/messaging/partition-dispatches.ts';
import { clearInFlightWrite } from '#shared/data/messaging/sending-cursors.ts';
import { isExpired, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { commitWithCursor } from './commit-with-cursor.ts';

/** The outcome of a dispatch whose worker ended during the call: the provider may have received it (fault F57). */
const UNKNOWN = { state: 'failed', reason: 'unknown' } as const;

/**
 * Records the dispatches of an expired attempt as unknown; they are never sent again.
 * @returns whether nothing is in flight any more; false while the lease of the attempt runs
 */
export const recordExpiredAttempt = async (
  runtime: Runtime,
  ref: { readonly club: string; readonly sending: number },
  { partition, in_flight }: TransmissionCursor,
): Promise<boolean> => {
  if (!in_flight) return true;
  const db = runtime.use(database);
  const now = runtime.now();
  if (!isExpired(in_flight, now)) return false;
  const outcomes = in_flight.recipientKeys.map((recipientKey) => ({
    writes: [recordOutcomeWrite(db, { ...ref, partition, recipientKey }, UNKNOWN, now.toISOString())],
  }));
  const cursorWrite = clearInFlightWrite(db, ref, partition, in_flight.attempt);
  if (await commitWithCursor(db, () => cursorWrite, outcomes))
    countDeliveries(runtime, 'unknown', outcomes.length);
  return true;
};
