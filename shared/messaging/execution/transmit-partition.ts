import { findTransmissionCursor, readTransmissionCursors } from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import { isOpen, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { isOverdue } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import { equalJitter } from '#shared/retry.ts';
import type { Runtime } from '#shared/runtime.ts';
import { enqueueSteps, type PartitionStep } from '../execution-steps.ts';
import { advance } from './advance.ts';
import { recordExpiredAttempt } from './record-expired-attempt.ts';
import type { RemainingTime } from './remaining-time.ts';
import { sendNextBatch } from './send-next-batch.ts';
import { sendingCache } from './sending-cache.ts';
import type { TransmissionContext, TransmissionProgress } from './transmission-context.ts';

/** Batches of one invocation; the next step continues, after steps of other sendings. */
const MAX_BATCHES = 8;
/** A batch may take two time-outs of a provider, and must end before the function does. */
const STOP_BEFORE_MILLISECONDS = 35_000;

/** Seconds. */
const PROVIDER_BACKOFF = { base: 15, cap: 240 };

/** Seconds until a partition continues: few when the quota of the second is used up, more with each pass when the provider defers. */
const PAUSES: Readonly<
  Record<NonNullable<TransmissionProgress['pause']>, (pass: number, random: number) => number>
> = {
  rate: (_, random) => 1 + 2 * random,
  provider: (pass, random) => equalJitter(PROVIDER_BACKOFF, pass - 1, random),
};

/**
 * The open cursor with nothing in flight. None when the cursor no longer has the version of the step, or another
 * worker still has a batch in flight; an expired attempt is recorded first.
 */
const findOpenCursor = async (
  runtime: Runtime,
  { club, sending, partition, version }: PartitionStep,
): Promise<TransmissionCursor | undefined> => {
  const db = runtime.use(database);
  const cursor = await findTransmissionCursor(db, { club, sending }, partition);
  if (cursor?.version !== version || !isOpen(cursor)) return undefined;
  if (!cursor.in_flight) return cursor;
  if (!(await recordExpiredAttempt(runtime, { club, sending }, cursor))) return undefined;
  const reread = await findTransmissionCursor(db, { club, sending }, partition);
  // Another worker may have recorded the expired attempt first, and have the next dispatches in flight by now.
  return reread && isOpen(reread) && !reread.in_flight ? reread : undefined;
};

const sendBatches = async (
  context: TransmissionContext,
  first: TransmissionCursor,
  { remainingMilliseconds }: RemainingTime,
): Promise<TransmissionProgress | undefined> => {
  let progress: TransmissionProgress | undefined = { cursor: first };
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    if (!progress || progress.pause || !isOpen(progress.cursor)) break;
    if (remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
    progress = await sendNextBatch(context, progress.cursor);
  }
  return progress;
};

const finishPartition = async (runtime: Runtime, club: string, sending: number): Promise<void> => {
  const cursors = await readTransmissionCursors(runtime.use(database), { club, sending });
  if (!cursors.some(isOpen)) await advance(runtime, club, sending);
};

/** Transmits one partition of a sending, as far as the time of this invocation allows. */
export const transmitPartition = async (
  runtime: Runtime,
  step: PartitionStep,
  time: RemainingTime,
): Promise<void> => {
  const { club: slug, sending: id, partition } = step;
  const db = runtime.use(database);
  const now = runtime.now();
  const club = await runtime.use(directory).club(slug);
  const found = await findSendingState(db, slug, id);
  if (!club || found?.entity.status !== 'transmitting') return;
  const { entity: sending } = found;
  const { snapshot } = sending;
  if (isOverdue(sending, now)) return advance(runtime, slug, id);
  const cursor = await findOpenCursor(runtime, step);
  if (!cursor || !snapshot) return;
  const cache = runtime.use(sendingCache);
  const context: TransmissionContext = {
    runtime,
    club,
    execution: { club: slug, sending, snapshot, now },
    partition,
    texts: await cache.texts(club, snapshot.channel.template_id),
    recipients: sending.recipients_count > 0 ? await cache.recipients(club, sending) : [],
  };
  const progress = await sendBatches(context, cursor, time);
  if (progress?.cursor.state === 'done') return finishPartition(runtime, slug, id);
  if (!progress) return;
  const pause = progress.pause ? PAUSES[progress.pause](progress.cursor.pass, runtime.random()) : 0;
  await enqueueSteps(runtime, [{ ...step, version: progress.cursor.version }], pause);
};
