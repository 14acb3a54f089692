import { findPreparationCursor, storePreparationCursor } from '#shared/data/messaging/sending-cursors.ts';
import { dispatchItem, findRecipientKeys } from '#shared/data/messaging/sending-dispatches.ts';
import { insert, runStatements } from '#shared/data/table/batch-statements.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { FIRST_POSITION, type PreparationCursor } from '#shared/domain/messaging/cursors.ts';
import { type Exclusions, sumExclusions } from '#shared/domain/messaging/deliverability.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { type ExecutionContext, newDispatch } from './new-dispatch.ts';
import {
  BATCH_DISPATCHES,
  type NewDispatch,
  type PreparationBatch,
  type PreparationSource,
  type RecipientDispatches,
} from './preparation-source.ts';

const dispatchesOf = (groups: readonly RecipientDispatches[]): readonly NewDispatch[] =>
  groups.flatMap(({ dispatches }) => dispatches);

const exclusionsOf = (groups: readonly RecipientDispatches[]): Exclusions =>
  sumExclusions(groups.map(({ exclusion }) => (exclusion ? { [exclusion]: 1 } : {})));

/** Leaves out who has a dispatch already, as a recipient or by another entry of the index. */
const withoutKnown = async (
  db: Db,
  club: string,
  groups: readonly RecipientDispatches[],
): Promise<readonly RecipientDispatches[]> => {
  const refs = dispatchesOf(groups).map((dispatch) => dispatchRefOf(club, dispatch));
  const known = new Set(await findRecipientKeys(db, refs));
  return groups.filter(({ dispatches }) => {
    const keys = dispatches.map(({ recipientKey }) => recipientKey);
    const isNew = !keys.some((key) => known.has(key));
    for (const key of keys) known.add(key);
    return isNew;
  });
};

/** The cursor with these groups counted, and their dispatches planned. */
const withPlan = (
  cursor: PreparationCursor,
  groups: readonly RecipientDispatches[],
  position: PreparationBatch['position'],
  firstId: number,
): PreparationCursor => {
  const dispatches = dispatchesOf(groups);
  const isLast = position === undefined;
  const planned = dispatches.map(({ recipientKey, partition, member_id, recipient_place }, index) => ({
    id: firstId + index,
    recipientKey,
    partition,
    member_id,
    recipient_place,
  }));
  const partitions = dispatches.map(({ partition }) => partition);
  return {
    ...cursor,
    version: cursor.version + 1,
    state: isLast && planned.length === 0 ? 'done' : 'open',
    // A position may be an address: a cursor at its end keeps none.
    position: position ?? FIRST_POSITION,
    dispatches: cursor.dispatches + dispatches.length,
    members: cursor.members + groups.filter(({ isMember, exclusion }) => isMember && !exclusion).length,
    exclusions: sumExclusions([cursor.exclusions, exclusionsOf(groups)]),
    transmissionPartitions: [...new Set([...cursor.transmissionPartitions, ...partitions])].sort(
      (a, b) => a - b,
    ),
    plan: planned.length === 0 ? null : { dispatches: planned, isLast },
  };
};

/** The ids of a plan are its own: no other attempt has them. */
const nameOf = ({ plan }: PreparationCursor): number | undefined => plan?.dispatches[0]?.id;

/** @returns the cursor as it is stored, also where the answer was lost; nothing when another worker has moved or closed it */
const store = async (
  db: Db,
  { club, sending, now }: ExecutionContext,
  seen: PreparationCursor,
  after: PreparationCursor,
): Promise<PreparationCursor | undefined> => {
  const ref = { club, sending: sending.id };
  if (await storePreparationCursor(db, ref, after, now.toISOString(), seen)) return after;
  const stored = await findPreparationCursor(db, ref, after.partition);
  const isSame =
    stored?.version === after.version && stored.state === after.state && nameOf(stored) === nameOf(after);
  return isSame ? stored : undefined;
};

const plan = async (
  db: Db,
  execution: ExecutionContext,
  cursor: PreparationCursor,
  source: PreparationSource,
): Promise<PreparationCursor | undefined> => {
  const batch = await source(cursor.position, BATCH_DISPATCHES);
  const groups = await withoutKnown(db, execution.club, batch.groups);
  const count = dispatchesOf(groups).length;
  const firstId = count === 0 ? 0 : await allocateIds(db, execution.club, 'dispatches', count);
  return store(db, execution, cursor, withPlan(cursor, groups, batch.position, firstId));
};

/** Stores the planned dispatches: those that are there already are this plan's own, of an earlier attempt. */
const execute = async (
  db: Db,
  execution: ExecutionContext,
  cursor: PreparationCursor,
): Promise<PreparationCursor | undefined> => {
  if (!cursor.plan) return cursor;
  const { dispatches, isLast } = cursor.plan;
  const items = dispatches.map(({ id, recipientKey, partition, member_id, recipient_place }) => {
    const key = { recipientKey, partition };
    const dispatch = newDispatch(execution, { key, member: member_id, recipientPlace: recipient_place });
    return dispatchItem(execution.club, { ...dispatch, id });
  });
  await runStatements(
    db,
    items.map((item) => insert(db, item)),
  );
  const after: PreparationCursor = {
    ...cursor,
    version: cursor.version + 1,
    state: isLast ? 'done' : 'open',
    plan: null,
  };
  return store(db, execution, cursor, after);
};

/**
 * Stores the next dispatches of a partition. The cursor names and counts them first, so that they are stored whoever
 * goes on, and counted once; a late repeat of the writes finds them stored.
 * @returns the cursor after the batch; nothing when another worker has raised the version or the sending was aborted
 */
export const prepareNextBatch = async (
  db: Db,
  execution: ExecutionContext,
  cursor: PreparationCursor,
  source: PreparationSource,
): Promise<PreparationCursor | undefined> => {
  const planned = cursor.plan ? cursor : await plan(db, execution, cursor, source);
  return planned && execute(db, execution, planned);
};
