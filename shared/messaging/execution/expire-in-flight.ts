import { recordOutcomeWrite } from '#shared/data/messaging/partition-dispatches.ts';
import { clearInFlightWrite } from '#shared/data/messaging/sending-cursors.ts';
import { isExpired, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { commitOutcomes } from './commit-outcomes.ts';

/** The outcome of a dispatch whose worker ended during the call: the provider may have received it (fault F57). */
const UNKNOWN = { state: 'failed', reason: 'unknown' } as const;

/**
 * Records the dispatches of an expired attempt as unknown; they are never sent again.
 * @returns `leased` while the attempt's lease runs, `free` when nothing is in flight any more
 */
export const expireInFlight = async (
  runtime: Runtime,
  ref: { readonly club: string; readonly sending: number },
  { partition, in_flight }: TransmissionCursor,
): Promise<'leased' | 'free'> => {
  if (!in_flight) return 'free';
  const db = runtime.use(database);
  const now = runtime.now();
  if (!isExpired(in_flight, now)) return 'leased';
  const outcomes = in_flight.recipients.map((recipient) => ({
    recipient,
    writes: [recordOutcomeWrite(db, { ...ref, partition, recipient }, UNKNOWN, now.toISOString())],
  }));
  if (await commitOutcomes(db, clearInFlightWrite(db, ref, partition, in_flight.attempt), outcomes)) {
    countDeliveries(runtime, 'unknown', outcomes.length);
  }
  return 'free';
};
