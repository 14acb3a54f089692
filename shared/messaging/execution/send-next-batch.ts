import type { TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { RetryLater } from '#shared/errors.ts';
import { claimBatch } from './claim-batch.ts';
import { nextPosition } from './next-position.ts';
import { countEligible, limitEligible, readBatch } from './read-batch.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { renderBatch } from './render-batch.ts';
import { sendBatch } from './send-batch.ts';
import { acquireSendQuota } from './send-quota.ts';
import type { TransmissionContext, TransmissionProgress } from './transmission-context.ts';

/** A claim fails when a member has changed since it was read. */
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
    const checked = await readBatch(context, cursor);
    const count = countEligible(checked);
    if (count > 0 && allowed === undefined) {
      allowed = await acquireSendQuota(runtime, execution, execution.snapshot.channel.type, count);
    }
    const batch = limitEligible(checked, allowed ?? 0);
    if (batch.items.length === 0 && !batch.isLast) return { cursor, pause: 'rate' };
    const rendered = await renderBatch(context, batch);
    const claimed = await claimBatch(context, cursor, rendered);
    if (claimed === 'stale') return undefined;
    if (claimed === 'changed') continue;
    if (!claimed.cursor.in_flight) return { cursor: claimed.cursor };
    const results = await sendBatch(runtime, club.slug, claimed.toSend);
    const position = nextPosition(cursor, rendered, results);
    return recordOutcomes(context, claimed.cursor, claimed.cursor.in_flight.attempt, results, position);
  }
  throw new RetryLater(`Members changed during ${MAX_CLAIMS} claims`);
};
