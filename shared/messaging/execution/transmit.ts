import { findTransmissionCursor, readTransmissionCursors } from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { isOverdue } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import { equalJitter } from '#shared/retry.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type CursorMessage, enqueueExecution } from '../enqueue-steps.ts';
import { advance } from './advance.ts';
import { expireInFlight } from './expire-in-flight.ts';
import type { TransmissionContext, TransmissionProgress } from './next-batch.ts';
import { sendNextBatch } from './send-next-batch.ts';
import { sendingCache } from './sending-cache.ts';
import type { TimeLeft } from './sending-messages.ts';

/** Steps at a time; then others get their turn. */
const STEPS = 8;
/** A step may take two rounds of a provider's time-outs, and must be over before the worker is. */
const STOP_BEFORE_MILLISECONDS = 35_000;

const PROVIDER_PAUSE = { base: 15, cap: 240 };

/** Seconds until a partition continues: few when only the quota of the second was used up, growing when the provider refuses. */
const PAUSES: Readonly<
  Record<NonNullable<TransmissionProgress['pause']>, (pass: number, random: number) => number>
> = {
  rate: (_, random) => 1 + 2 * random,
  provider: (pass, random) => equalJitter(PROVIDER_PAUSE, pass - 1, random),
};

/** The cursor at the version of the message, with nothing in flight; nothing when another worker has raised the version. */
const openCursor = async (
  runtime: Runtime,
  { club, sending, part, version }: CursorMessage,
): Promise<TransmissionCursor | undefined> => {
  const db = runtime.use(database);
  const partition = await findTransmissionCursor(db, { club, sending }, part);
  if (partition?.version !== version || partition.state !== 'open') return undefined;
  if (!partition.in_flight) return partition;
  if ((await expireInFlight(runtime, { club, sending }, partition)) === 'alive') return undefined;
  const reread = await findTransmissionCursor(db, { club, sending }, part);
  // Another may have settled it first, and be at the next dispatches by now: those in flight still read as waiting.
  return reread?.state === 'open' && !reread.in_flight ? reread : undefined;
};

const sendBatches = async (
  work: TransmissionContext,
  first: TransmissionCursor,
  { remainingMilliseconds }: TimeLeft,
): Promise<TransmissionProgress | undefined> => {
  let outcome: TransmissionProgress | undefined = { cursor: first };
  for (let steps = 0; steps < STEPS; steps += 1) {
    if (!outcome || outcome.pause || outcome.cursor.state !== 'open') break;
    if (remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
    outcome = await sendNextBatch(work, outcome.cursor);
  }
  return outcome;
};

const afterPartition = async (runtime: Runtime, club: string, sending: number): Promise<void> => {
  const partitions = await readTransmissionCursors(runtime.use(database), { club, sending });
  if (partitions.every(({ state }) => state !== 'open')) await advance(runtime, club, sending);
};

/** Transmits one partition of a sending, as far as the time of this delivery allows. */
export const transmitPartition = async (
  runtime: Runtime,
  message: CursorMessage,
  time: TimeLeft,
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
  const cursor = await openCursor(runtime, message);
  if (!cursor || !snapshot) return;
  const cache = runtime.use(sendingCache);
  const work: TransmissionContext = {
    runtime,
    club,
    execution: { club: slug, sending, snapshot, now },
    partition,
    texts: await cache.texts(club, snapshot.channel.template_id),
    recipients: sending.recipients_count > 0 ? await cache.recipients(club, sending) : [],
  };
  const outcome = await sendBatches(work, cursor, time);
  if (outcome?.cursor.state === 'done') return afterPartition(runtime, slug, id);
  if (!outcome) return;
  const pause = outcome.pause ? PAUSES[outcome.pause](outcome.cursor.pass, runtime.random()) : 0;
  await enqueueExecution(runtime, [{ ...message, version: outcome.cursor.version }], pause);
};
