import { preparationCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import { newDispatchWrite } from '#shared/data/messaging/sending-dispatches.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { PreparationCursor } from '#shared/domain/messaging/cursors.ts';
import { type Exclusions, sumExclusions } from '#shared/domain/messaging/deliverability.ts';
import type { Execution } from './draft-dispatch.ts';
import {
  BATCH_DISPATCHES,
  type DraftBatch,
  type PreparationSource,
  type RecipientDispatches,
} from './preparation-source.ts';

const countOf = (groups: readonly RecipientDispatches[]): number =>
  groups.reduce((sum, { dispatches }) => sum + dispatches.length, 0);

/** As much of it as fits into one transaction. */
const fitting = ({ groups, position }: DraftBatch): DraftBatch => {
  let room = BATCH_DISPATCHES;
  const fits = groups.findIndex(({ dispatches }) => {
    room -= dispatches.length;
    return room < 0;
  });
  if (fits === -1) return { groups, position };
  const fitted = groups.slice(0, fits);
  return { groups: fitted, position: fitted.at(-1)?.position ?? position };
};

const exclusionsOf = (groups: readonly RecipientDispatches[]): Exclusions =>
  sumExclusions(groups.map(({ exclusion }) => (exclusion ? { [exclusion]: 1 } : {})));

const START = { source: 0, after: '' };

const advanceCursor = (
  cursor: PreparationCursor,
  groups: readonly RecipientDispatches[],
  position: DraftBatch['position'],
): PreparationCursor => ({
  ...cursor,
  version: cursor.version + 1,
  state: position ? 'open' : 'done',
  // At its end a position is of no use, and it may be an address.
  position: position ?? START,
  dispatches: cursor.dispatches + countOf(groups),
  members: cursor.members + groups.filter(({ isMember, exclusion }) => isMember && !exclusion).length,
  exclusions: sumExclusions([cursor.exclusions, exclusionsOf(groups)]),
  partitions: [
    ...new Set([
      ...cursor.partitions,
      ...groups.flatMap(({ dispatches }) => dispatches.map(({ partition }) => partition)),
    ]),
  ].sort((a, b) => a - b),
});

/**
 * Stores the next dispatches of a partition and its cursor in one transaction, so that another worker can continue
 * there and every dispatch is counted once. A member who has a dispatch already, as one of the recipients,
 * is left out.
 * @returns the cursor after it; nothing when another worker has raised the version or the sending was aborted
 */
export const prepareNextBatch = async (
  db: Db,
  execution: Execution,
  cursor: PreparationCursor,
  source: PreparationSource,
): Promise<PreparationCursor | undefined> => {
  const { groups, position } = fitting(await source(cursor.position, BATCH_DISPATCHES));
  const count = countOf(groups);
  let id = count === 0 ? 0 : await allocateIds(db, execution.club, 'dispatches', count);
  let left = groups.map((group) => ({
    ...group,
    dispatches: group.dispatches.map((dispatch) => ({ ...dispatch, id: id++ })),
  }));
  for (;;) {
    const after = advanceCursor(cursor, left, position);
    const ref = { club: execution.club, sending: execution.sending.id };
    const refusals = await transact(db, [
      preparationCursorWrite(db, ref, after, execution.now.toISOString(), cursor),
      ...left.flatMap(({ dispatches }) =>
        dispatches.map((dispatch) => newDispatchWrite(db, execution.club, dispatch)),
      ),
    ]);
    if (refusals.length === 0) return after;
    if (refusals.includes('stale')) return undefined;
    left = left.filter(({ dispatches }) => !dispatches.some(({ recipient }) => refusals.includes(recipient)));
  }
};
