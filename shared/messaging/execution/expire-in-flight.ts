import { settleDispatchStep } from '#shared/data/messaging/partition-dispatches.ts';
import { landStep } from '#shared/data/messaging/sending-cursors.ts';
import { hasDied, type LaneCursor } from '#shared/domain/messaging/cursors.ts';
import { DELIVERY_METRICS } from '#shared/metric-names.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';
import { writeDown } from './commit-outcomes.ts';

/** How a dispatch ends whose worker died with it: nobody knows whether the provider got it (fault F57). */
export const UNKNOWN = { state: 'failed', reason: 'unknown' } as const;

/**
 * Writes down as unknown what a dead try had in flight; it is never sent again.
 * @returns `alive` while somebody is at it, `free` when nothing is in flight any more
 */
export const settleDead = async (
  runtime: Runtime,
  ref: { readonly club: string; readonly sending: number },
  { lane, in_flight }: LaneCursor,
): Promise<'alive' | 'free'> => {
  if (!in_flight) return 'free';
  const db = runtime.use(database);
  const now = runtime.now();
  if (!hasDied(in_flight, now)) return 'alive';
  const landed = in_flight.recipients.map((recipient) => ({
    recipient,
    steps: [settleDispatchStep(db, { ...ref, lane, recipient }, UNKNOWN, now.toISOString())],
  }));
  if (await writeDown(db, landStep(db, ref, lane, in_flight.attempt), landed)) {
    runtime.use(metrics).count(DELIVERY_METRICS.unknown, landed.length);
  }
  return 'free';
};
