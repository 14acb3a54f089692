import { findPreparationCursor, readPreparationCursors } from '#shared/data/messaging/sending-cursors.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { consentSlugs } from '#shared/domain/members/consents.ts';
import { isOpen, type PreparationCursor } from '#shared/domain/messaging/cursors.ts';
import { RECIPIENTS_PARTITION } from '#shared/domain/messaging/sending-execution.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import type { Runtime } from '#shared/runtime.ts';
import { enqueueSteps, type PartitionStep } from '../execution-steps.ts';
import { advance } from './advance.ts';
import { audienceSource } from './audience-source.ts';
import type { ExecutionContext } from './new-dispatch.ts';
import { preparationSteps } from './partition-steps.ts';
import type { PreparationSource } from './preparation-source.ts';
import { prepareNextBatch } from './prepare-next-batch.ts';
import { recipientsSource } from './recipients-source.ts';
import type { RemainingTime } from './remaining-time.ts';
import { sendingCache } from './sending-cache.ts';

/** Batches of one invocation; the next step continues, after steps of other sendings. */
const MAX_BATCHES = 10;
/** Longer than the slowest batch takes. */
const STOP_BEFORE_MILLISECONDS = 15_000;

const sourceOf = async (
  runtime: Runtime,
  club: Club,
  execution: ExecutionContext,
  partition: number,
): Promise<PreparationSource> => {
  const db = runtime.use(database);
  const { sending } = execution;
  const cache = runtime.use(sendingCache);
  if (partition === RECIPIENTS_PARTITION)
    return recipientsSource(db, execution, await cache.recipients(club, sending));
  const matches = await cache.matcher(club, sending.audience_id ?? 0);
  return audienceSource(db, execution, partition, matches, consentSlugs(club.member_schema));
};

/** @returns the cursor after the batches; nothing when another worker has raised its version */
const prepareBatches = async (
  db: Db,
  execution: ExecutionContext,
  source: PreparationSource,
  first: PreparationCursor,
  { remainingMilliseconds }: RemainingTime,
): Promise<PreparationCursor | undefined> => {
  let cursor: PreparationCursor | undefined = first;
  for (let batches = 0; cursor && isOpen(cursor) && batches < MAX_BATCHES; batches += 1) {
    if (remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
    cursor = await prepareNextBatch(db, execution, cursor, source);
  }
  return cursor;
};

/** After the recipients, whose properties win, the audience follows; the last partition ends the preparation. */
const finishPartition = async (
  runtime: Runtime,
  club: string,
  sending: number,
  partition: number,
): Promise<void> => {
  const cursors = await readPreparationCursors(runtime.use(database), { club, sending });
  if (!cursors.some(isOpen)) return advance(runtime, club, sending);
  if (partition === RECIPIENTS_PARTITION)
    await enqueueSteps(runtime, preparationSteps(club, sending, cursors));
};

/** Prepares one partition of a sending, as far as the time of this invocation allows. */
export const preparePartition = async (
  runtime: Runtime,
  step: PartitionStep,
  time: RemainingTime,
): Promise<void> => {
  const { club: slug, sending: id, partition, version } = step;
  const db = runtime.use(database);
  const club = await runtime.use(directory).club(slug);
  const found = await findSendingState(db, slug, id);
  const cursor = await findPreparationCursor(db, { club: slug, sending: id }, partition);
  if (!club || !found || cursor?.version !== version || !isOpen(cursor)) return;
  const { entity: sending } = found;
  if (sending.status !== 'preparing' || !sending.snapshot) return;
  const execution: ExecutionContext = { club: slug, sending, snapshot: sending.snapshot, now: runtime.now() };
  const source = await sourceOf(runtime, club, execution, partition);
  const after = await prepareBatches(db, execution, source, cursor, time);
  if (after?.state === 'done') await finishPartition(runtime, slug, id, partition);
  else if (after) await enqueueSteps(runtime, [{ ...step, version: after.version }]);
};
