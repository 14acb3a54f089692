import { findFill, readFills } from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { FillCursor } from '#shared/domain/messaging/cursors.ts';
import { RECIPIENTS_SLICE } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type CursorStep, enqueueSteps } from '../enqueue-steps.ts';
import { advance } from './advance.ts';
import { audienceSource } from './audience-source.ts';
import type { Execution } from './draft-dispatch.ts';
import type { FillSource } from './preparation-source.ts';
import { makeFillStep } from './prepare-next-batch.ts';
import { recipientsSource } from './recipients-source.ts';
import { materials } from './sending-cache.ts';
import { fillMessages, type TimeLeft } from './sending-messages.ts';

/** Steps at a time; then others get their turn. */
const STEPS = 10;
/** More than a step takes at its slowest. */
const STOP_BEFORE_MILLISECONDS = 15_000;

const sourceOf = async (
  runtime: Runtime,
  club: Club,
  execution: Execution,
  slice: number,
): Promise<FillSource> => {
  const db = runtime.use(database);
  const { sending } = execution;
  const found = runtime.use(materials);
  if (slice === RECIPIENTS_SLICE)
    return recipientsSource(db, execution, await found.recipients(club, sending));
  return audienceSource(db, execution, slice, await found.matcher(club, sending.audience_id ?? 0));
};

/** Whether the slice was ended; nothing when it is another's to go on. */
const workSlice = async (
  db: Db,
  execution: Execution,
  source: FillSource,
  first: FillCursor,
  { remainingMilliseconds }: TimeLeft,
): Promise<FillCursor | undefined> => {
  let cursor: FillCursor | undefined = first;
  for (let steps = 0; cursor?.state === 'open' && steps < STEPS; steps += 1) {
    if (remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
    cursor = await makeFillStep(db, execution, cursor, source);
  }
  return cursor;
};

/** The audience waits for the recipients, whose properties win; who comes last ends the preparation. */
const afterSlice = async (runtime: Runtime, club: string, sending: number, slice: number): Promise<void> => {
  const fills = await readFills(runtime.use(database), { club, sending });
  const open = fills.filter(({ state }) => state === 'open');
  if (open.length === 0) return advance(runtime, club, sending);
  if (slice === RECIPIENTS_SLICE) await enqueueSteps(runtime, fillMessages(club, sending, fills));
};

/** Prepares a part of a sending: one slice, as far as this delivery gets. */
export const fill = async (runtime: Runtime, message: CursorStep, time: TimeLeft): Promise<void> => {
  const { club: slug, sending: id, part: slice, version } = message;
  const db = runtime.use(database);
  const club = await runtime.use(directory).club(slug);
  const found = await findSendingState(db, slug, id);
  const cursor = await findFill(db, { club: slug, sending: id }, slice);
  if (!club || !found || cursor?.version !== version || cursor.state !== 'open') return;
  const { entity: sending } = found;
  if (sending.status !== 'preparing' || !sending.frozen) return;
  const execution: Execution = { club: slug, sending, frozen: sending.frozen, now: runtime.now() };
  const source = await sourceOf(runtime, club, execution, slice);
  const after = await workSlice(db, execution, source, cursor, time);
  if (after?.state === 'done') await afterSlice(runtime, slug, id, slice);
  else if (after) await enqueueSteps(runtime, [{ ...message, version: after.version }]);
};
