import { fillStep } from '#shared/data/messaging/sending-cursors.ts';
import { newDispatchStep } from '#shared/data/messaging/sending-dispatches.ts';
import { takeIds } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { FillCursor } from '#shared/domain/messaging/cursors.ts';
import type { Execution } from './draft-dispatch.ts';
import { type FillSource, type Group, STEP_DISPATCHES, type Taken } from './preparation-source.ts';

const countOf = (groups: readonly Group[]): number =>
  groups.reduce((sum, { dispatches }) => sum + dispatches.length, 0);

/** As much of it as fits into one transaction. */
const fitting = ({ groups, position }: Taken): Taken => {
  let room = STEP_DISPATCHES;
  const fits = groups.findIndex(({ dispatches }) => {
    room -= dispatches.length;
    return room < 0;
  });
  if (fits === -1) return { groups, position };
  const kept = groups.slice(0, fits);
  return { groups: kept, position: kept.at(-1)?.position ?? position };
};

const START = { source: 0, after: '' };

const moved = (cursor: FillCursor, groups: readonly Group[], position: Taken['position']): FillCursor => ({
  ...cursor,
  version: cursor.version + 1,
  state: position ? 'open' : 'done',
  // At its end a position is of no use, and it may be an address.
  position: position ?? START,
  dispatches: cursor.dispatches + countOf(groups),
  members: cursor.members + groups.filter(({ isMember }) => isMember).length,
  lanes: [
    ...new Set([...cursor.lanes, ...groups.flatMap(({ dispatches }) => dispatches.map(({ lane }) => lane))]),
  ].sort((a, b) => a - b),
});

/**
 * Stores the next dispatches of a slice and its cursor in one transaction, so that a killed worker's successor goes
 * on where it was and every dispatch is counted once. Somebody who has a dispatch already, as one of the recipients,
 * is left out.
 * @returns the cursor after it; nothing when somebody else has made a step or the sending was broken off
 */
export const makeFillStep = async (
  db: Db,
  execution: Execution,
  cursor: FillCursor,
  source: FillSource,
): Promise<FillCursor | undefined> => {
  const { groups, position } = fitting(await source(cursor.position, STEP_DISPATCHES));
  const count = countOf(groups);
  let id = count === 0 ? 0 : await takeIds(db, execution.club, 'dispatches', count);
  let left = groups.map((group) => ({
    ...group,
    dispatches: group.dispatches.map((dispatch) => ({ ...dispatch, id: id++ })),
  }));
  for (;;) {
    const after = moved(cursor, left, position);
    const ref = { club: execution.club, sending: execution.sending.id };
    const refusals = await transact(db, [
      fillStep(db, ref, after, execution.now.toISOString(), cursor),
      ...left.flatMap(({ dispatches }) =>
        dispatches.map((dispatch) => newDispatchStep(db, execution.club, dispatch)),
      ),
    ]);
    if (refusals.length === 0) return after;
    if (refusals.includes('stale')) return undefined;
    left = left.filter(({ dispatches }) => !dispatches.some(({ recipient }) => refusals.includes(recipient)));
  }
};
