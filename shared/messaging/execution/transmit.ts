import { findLane, readLanes } from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { LaneCursor } from '#shared/domain/messaging/cursors.ts';
import { isOverdue } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type CursorStep, enqueueSteps } from '../enqueue-steps.ts';
import { advance } from './advance.ts';
import { settleDead } from './expire-in-flight.ts';
import type { LaneOutcome, LaneWork } from './next-batch.ts';
import { makeLaneStep } from './send-next-batch.ts';
import { materials } from './sending-cache.ts';
import type { TimeLeft } from './sending-messages.ts';

/** Steps at a time; then others get their turn. */
const STEPS = 8;
/** A step may take two rounds of a provider's time-outs, and must be over before the worker is. */
const STOP_BEFORE_MILLISECONDS = 35_000;

const FIRST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 240;

/** Seconds until a lane goes on: soon when only the second was full, later and later when the provider refuses. */
const PAUSES: Readonly<Record<NonNullable<LaneOutcome['pause']>, (pass: number, random: number) => number>> =
  {
    rate: (_, random) => 1 + 2 * random,
    provider: (pass) => Math.min(FIRST_PAUSE_SECONDS * 2 ** (pass - 1), LONGEST_PAUSE_SECONDS),
  };

/** The lane as this message means it, with nothing in flight any more; nothing when it is another's to go on. */
const openLane = async (
  runtime: Runtime,
  { club, sending, part, version }: CursorStep,
): Promise<LaneCursor | undefined> => {
  const db = runtime.use(database);
  const lane = await findLane(db, { club, sending }, part);
  if (lane?.version !== version || lane.state !== 'open') return undefined;
  if (!lane.in_flight) return lane;
  if ((await settleDead(runtime, { club, sending }, lane)) === 'alive') return undefined;
  const freed = await findLane(db, { club, sending }, part);
  // Another may have settled it first, and be at the next dispatches by now: those in flight still read as waiting.
  return freed?.state === 'open' && !freed.in_flight ? freed : undefined;
};

const workLane = async (
  work: LaneWork,
  first: LaneCursor,
  { remainingMilliseconds }: TimeLeft,
): Promise<LaneOutcome | undefined> => {
  let outcome: LaneOutcome | undefined = { cursor: first };
  for (let steps = 0; steps < STEPS; steps += 1) {
    if (!outcome || outcome.pause || outcome.cursor.state !== 'open') break;
    if (remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
    outcome = await makeLaneStep(work, outcome.cursor);
  }
  return outcome;
};

const afterLane = async (runtime: Runtime, club: string, sending: number): Promise<void> => {
  const lanes = await readLanes(runtime.use(database), { club, sending });
  if (lanes.every(({ state }) => state !== 'open')) await advance(runtime, club, sending);
};

/** Transmits a part of a sending: one lane, as far as this delivery gets. */
export const transmitLane = async (runtime: Runtime, message: CursorStep, time: TimeLeft): Promise<void> => {
  const { club: slug, sending: id, part: lane } = message;
  const db = runtime.use(database);
  const now = runtime.now();
  const club = await runtime.use(directory).club(slug);
  const found = await findSendingState(db, slug, id);
  if (!club || found?.entity.status !== 'transmitting') return;
  const { entity: sending } = found;
  const { frozen } = sending;
  if (isOverdue(sending, now)) return advance(runtime, slug, id);
  const cursor = await openLane(runtime, message);
  if (!cursor || !frozen) return;
  const facts = runtime.use(materials);
  const work: LaneWork = {
    runtime,
    club,
    execution: { club: slug, sending, frozen, now },
    lane,
    texts: await facts.texts(club, frozen.channel.template_id),
    recipients: sending.recipients_count > 0 ? await facts.recipients(club, sending) : [],
  };
  const outcome = await workLane(work, cursor, time);
  if (outcome?.cursor.state === 'done') return afterLane(runtime, slug, id);
  if (!outcome) return;
  const pause = outcome.pause ? PAUSES[outcome.pause](outcome.cursor.pass, runtime.random()) : 0;
  await enqueueSteps(runtime, [{ ...message, version: outcome.cursor.version }], pause);
};
