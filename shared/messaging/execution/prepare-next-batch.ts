import { preparationCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import { newDispatchWrite } from '#shared/data/messaging/sending-dispatches.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { FIRST_POSITION, type PreparationCursor } from '#shared/domain/messaging/cursors.ts';
import { type Exclusions, sumExclusions } from '#shared/domain/messaging/deliverability.ts';
import { commitWithCursor } from './commit-with-cursor.ts';
import type { ExecutionContext } from './new-dispatch.ts';
import {
  BATCH_DISPATCHES,
  type PreparationBatch,
  type PreparationSource,
  type RecipientDispatches,
} from './preparation-source.ts';

const countOf = (groups: readonly RecipientDispatches[]): number =>
  groups.reduce((sum, { dispatches }) => sum + dispatches.length, 0);

/** As much of the batch as fits into one transaction. */
const limitToTransaction = ({ groups, position }: PreparationBatch): PreparationBatch => {
  let remaining = BATCH_DISPATCHES;
  const excess = groups.findIndex(({ dispatches }) => {
    remaining -= dispatches.length;
    return remaining < 0;
  });
  if (excess === -1) return { groups, position };
  const limited = groups.slice(0, excess);
  return { groups: limited, position: limited.at(-1)?.position ?? position };
};

const exclusionsOf = (groups: readonly RecipientDispatches[]): Exclusions =>
  sumExclusions(groups.map(({ exclusion }) => (exclusion ? { [exclusion]: 1 } : {})));

const advanceCursor = (
  cursor: PreparationCursor,
  groups: readonly RecipientDispatches[],
  position: PreparationBatch['position'],
): PreparationCursor => ({
  ...cursor,
  version: cursor.version + 1,
  state: position ? 'open' : 'done',
  // A position may be an address: a cursor at its end keeps none.
  position: position ?? FIRST_POSITION,
  dispatches: cursor.dispatches + countOf(groups),
  members: cursor.members + groups.filter(({ isMember, exclusion }) => isMember && !exclusion).length,
  exclusions: sumExclusions([cursor.exclusions, exclusionsOf(groups)]),
  transmissionPartitions: [
    ...new Set([
      ...cursor.transmissionPartitions,
      ...groups.flatMap(({ dispatches }) => dispatches.map(({ partition }) => partition)),
    ]),
  ].sort((a, b) => a - b),
});

/**
 * Stores the next dispatches of a partition and its cursor in one transaction, so that another worker can continue
 * there and every dispatch is counted once. Leaves out members who have a dispatch already, as recipients.
 * @returns the cursor after the batch; nothing when another worker has raised the version or the sending was aborted
 */
export const prepareNextBatch = async (
  db: Db,
  execution: ExecutionContext,
  cursor: PreparationCursor,
  source: PreparationSource,
): Promise<PreparationCursor | undefined> => {
  const { groups, position } = limitToTransaction(await source(cursor.position, BATCH_DISPATCHES));
  const count = countOf(groups);
  let id = count === 0 ? 0 : await allocateIds(db, execution.club, 'dispatches', count);
  const withWrites = groups.map((group) => ({
    ...group,
    writes: group.dispatches.map((dispatch) =>
      newDispatchWrite(db, execution.club, { ...dispatch, id: id++ }),
    ),
  }));
  const ref = { club: execution.club, sending: execution.sending.id };
  const now = execution.now.toISOString();
  const committed = await commitWithCursor(
    db,
    (stored) => preparationCursorWrite(db, ref, advanceCursor(cursor, stored, position), now, cursor),
    withWrites,
  );
  return committed && advanceCursor(cursor, committed, position);
};
