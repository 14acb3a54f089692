import { readWaiting } from '#shared/data/messaging/partition-dispatches.ts';
import type { TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { database } from '#shared/ports/database.ts';
import { checkEligibility, type Eligibility } from './check-eligibility.ts';
import { type Batch, partitionRefOf, type TransmissionContext } from './transmission-context.ts';

/** Dispatches of a batch: each takes up to four items of a transaction, which has at most 100. */
const BATCH_SIZE = 24;

/** Dispatches that a later pass reads at once, most of which do not wait any more. */
const READ_LIMIT = 200;

/** The next waiting dispatches; none only at the end of the partition. */
const nextDispatches = async (
  context: TransmissionContext,
  { after, pass }: TransmissionCursor,
): Promise<Batch<Dispatch>> => {
  const db = context.runtime.use(database);
  const limit = pass === 1 ? BATCH_SIZE : READ_LIMIT;
  let from: string | undefined = after;
  while (from !== undefined) {
    const { dispatches, upTo }: Awaited<ReturnType<typeof readWaiting>> = await readWaiting(
      db,
      partitionRefOf(context),
      from,
      limit,
    );
    const items = dispatches.slice(0, BATCH_SIZE);
    if (items.length > 0) return { items, isLast: upTo === undefined && items.length === dispatches.length };
    from = upTo;
  }
  return { items: [], isLast: true };
};

/** The next waiting dispatches with their eligibility; none only at the end of the partition. */
export const readBatch = async (
  context: TransmissionContext,
  cursor: TransmissionCursor,
): Promise<Batch<Eligibility>> => {
  const { items, isLast } = await nextDispatches(context, cursor);
  const db = context.runtime.use(database);
  return { items: await checkEligibility(db, context.execution, items, context.recipients), isLast };
};

export const countEligible = ({ items }: Batch<Eligibility>): number =>
  items.filter((one) => 'target' in one).length;

/** The batch up to so many eligible dispatches; those that are not eligible cost no quota. */
export const limitEligible = (batch: Batch<Eligibility>, count: number): Batch<Eligibility> => {
  let remaining = count;
  const excess = batch.items.findIndex((one) => {
    remaining -= 'target' in one ? 1 : 0;
    return remaining < 0;
  });
  return excess === -1 ? batch : { items: batch.items.slice(0, excess), isLast: false };
};
