import { readWaiting } from '#shared/data/messaging/partition-dispatches.ts';
import type { TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { database } from '#shared/ports/database.ts';
import { type Batch, partitionRefOf, type TransmissionContext } from './transmission-context.ts';

/** Dispatches of a batch, which a worker that dies leaves unknown. More of them share the calls for cursor and quota. */
const BATCH_SIZE = 50;

/** Dispatches that a later pass reads at once, most of which do not wait any more. */
const READ_LIMIT = 200;

/** The next waiting dispatches; none only at the end of the partition. */
export const readBatch = async (
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
    const batch = firstOf({ items: dispatches, isLast: upTo === undefined }, BATCH_SIZE);
    if (batch.items.length > 0) return batch;
    from = upTo;
  }
  return { items: [], isLast: true };
};

/** The first items of a batch. */
export const firstOf = <T>({ items, isLast }: Batch<T>, count: number): Batch<T> => ({
  items: items.slice(0, count),
  isLast: isLast && items.length <= count,
});
