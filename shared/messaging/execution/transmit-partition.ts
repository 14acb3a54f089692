import { findTransmissionCursor, readTransmissionCursors } from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { isOverdue } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import { equalJitter } from '#shared/retry.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type CursorMessage, enqueueExecution } from '../enqueue-execution.ts';
import { advance } from './advance.ts';
import { expireInFlight } from './expire-in-flight.ts';
import type { RemainingTime } from './remaining-time.ts';
import { sendNextBatch } from './send-next-batch.ts';
import { sendingCache } from './sending-cache.ts';
import type { TransmissionContext, TransmissionProgress } from './transmission-context.ts';

/** Batches of one delivery; the next delivery continues, after messages of other sendings. */
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
 * The open cursor with nothing in flight. None when another worker has raised the version of the message, or still
 * has a batch in flight; an expired attempt is recorded first.
 */
const findOpenCursor = async (
  runtime: Runtime,
  { club, sending, part, version }: CursorMessage,
): Promise<TransmissionCursor | undefined> => {
  const db = runtime.use(database);
  const cursor = await findTransmissionCursor(db, { club, sending }, part);
  if (cursor?.version !== version || cursor.state !== 'open') return undefined;
  if (!cursor.in_flight) return cursor;
  if ((await expireInFlight(runtime, { club, sending }, cursor)) === 'leased') return undefined;
  const reread = await findTransmissionCursor(db, { club, sending }, part);
  // Another worker may have recorded the expired attempt first, and have the next dispatches in flight by now.
  return reread?.state === 'open' && !reread.in_flight ? reread : undefined;
};

const sendBatches = async (
  context: TransmissionContext,
  first: TransmissionCursor,
  { remainingMilliseconds }: RemainingTime,
): Promise<TransmissionProgress | undefined> => {
  let progress: TransmissionProgress | undefined = { cursor: first };
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    if (!progress || progress.pause || progress.cursor.state !== 'open') break;
    if (remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
    progress = await sendNextBatch(context, progress.cursor);
  }
  return progress;
};

const finishPartition = async (runtime: Runtime, club: string, sending: number): Promise<void> => {
  const cursors = await readTransmissionCursors(runtime.use(database), { club, sending });
  if (cursors.every(({ state }) => state !== 'open')) await advance(runtime, club, sending);
};

/** Transmits one partition of a sending, as far as the time of this delivery allows. */
export const transmitPartition = async (
  runtime: Runtime,
  message: CursorMessage,
  time: RemainingTime,
): Promise<void> => {
  const { club: slug, sending: id, part: partition } = message;
  const db = runtime.use(database);
  const now = runtime.now();
  const club = await runtime.use(directory).club(slug);
  const found = await findSendingState(db, slug, id);
  if (!club || found?.entity.status !== 'transmitting') return;
  const { entity: sending } = found;
  const { snapshot } = sending;
  if (isOverdue(sending, now)) return advance(runtime, slug, id);
  const cursor = await findOpenCursor(runtime, message);
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
  await enqueueExecution(runtime, [{ ...message, version: progress.cursor.version }], pause);
};
