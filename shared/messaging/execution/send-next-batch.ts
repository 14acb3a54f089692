import { hideUnsent } from '#shared/data/messaging/member-messages.ts';
import type { InFlight, TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import { database } from '#shared/ports/database.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { claimBatch } from './claim-batch.ts';
import { finishAttempt } from './finish-attempt.ts';
import { nextPosition } from './next-position.ts';
import { firstOf, readBatch } from './read-batch.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { isUnavailable } from './retry-while-unavailable.ts';
import { sendBatch } from './send-batch.ts';
import { acquireSendQuota } from './send-quota.ts';
import { sendableItems, storeMessages } from './store-messages.ts';
import {
  type Batch,
  partitionRefOf,
  type TransmissionContext,
  type TransmissionProgress,
} from './transmission-context.ts';

/** Ends an attempt that sent nothing: its dispatches wait as before. */
const release = async (
  context: TransmissionContext,
  { attempt }: InFlight,
  { items }: Batch<Dispatch>,
): Promise<void> => {
  const db = context.runtime.use(database);
  const ofMembers = items.filter(({ recipientKey }) => memberOfRecipientKey(recipientKey) !== undefined);
  await finishAttempt(context.runtime, partitionRefOf(context), attempt, {
    related: ofMembers.map((dispatch) => hideUnsent(db, context.club.slug, dispatch)),
    outcomes: [],
    inHistory: ofMembers,
    next: 0,
  });
};

/** As much of a batch as the send quota of this second allows. */
const limitToQuota = async (
  { runtime, execution }: TransmissionContext,
  batch: Batch<Dispatch>,
): Promise<Batch<Dispatch>> => {
  const wanted = batch.items.length;
  if (wanted === 0) return batch;
  return firstOf(batch, await acquireSendQuota(runtime, execution, execution.snapshot.channel.type, wanted));
};

/**
 * Sends the next dispatches of a partition, each at most once: the cursor names them as in flight before anything else
 * is done, and dispatches that a worker had in flight when it ended are never sent again.
 * @returns nothing when another worker has raised the version or the sending was aborted
 */
export const sendNextBatch = async (
  context: TransmissionContext,
  cursor: TransmissionCursor,
): Promise<TransmissionProgress | undefined> => {
  const { runtime, club } = context;
  const batch = await limitToQuota(context, await readBatch(context, cursor));
  if (batch.items.length === 0 && !batch.isLast) return { cursor, pause: 'rate' };
  const claimed = await claimBatch(context, cursor, batch);
  if (!claimed?.in_flight) return claimed && { cursor: claimed };
  const { in_flight } = claimed;
  const rendered = await storeMessages(context, batch).catch(async (error: unknown) => {
    await release(context, in_flight, batch);
    if (!isUnavailable(error)) throw error;
    logFailure(runtime, 'info', 'batch of a sending released', partitionRefOf(context), error);
    return undefined;
  });
  if (!rendered) return { cursor: { ...cursor, version: claimed.version + 1 }, pause: 'rate' };
  const results = await sendBatch(runtime, club.slug, sendableItems(rendered.items));
  return recordOutcomes(
    context,
    claimed,
    in_flight.attempt,
    rendered.items,
    results,
    nextPosition(cursor, rendered, results),
  );
};
