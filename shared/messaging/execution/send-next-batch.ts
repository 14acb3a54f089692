import { unchangedStep } from '#shared/data/members/members.ts';
import { historySteps } from '#shared/data/messaging/member-messages.ts';
import { claimDispatchSteps, failDispatchStep } from '#shared/data/messaging/partition-dispatches.ts';
import { findLane, laneStep } from '#shared/data/messaging/sending-cursors.ts';
import { type TransactStep, transact } from '#shared/data/table/transact.ts';
import { hasDied, type LaneCursor, type LanePlace } from '#shared/domain/messaging/cursors.ts';
import { refOf } from '#shared/domain/messaging/dispatch.ts';
import { RetryLater } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { addressesOf } from './draft-dispatch.ts';
import {
  type Batch,
  composed,
  granted,
  judged,
  type LaneOutcome,
  type LaneWork,
  laneRefOf,
  nextBatch,
  type Ready,
  wantedOf,
} from './next-batch.ts';
import { land } from './record-outcomes.ts';
import { handOver } from './send-batch.ts';
import { allowance } from './send-quota.ts';

/** Where the lane stands behind the batch; what the provider refused makes another pass. */
export const goesOn = (cursor: LaneCursor, { items, ends }: Batch<Ready>, refused: number): LanePlace => {
  const { state, pass } = cursor;
  const left = cursor.left + refused;
  if (!ends) return { state, pass, left, after: items.at(-1)?.dispatch.recipient ?? cursor.after };
  return left === 0
    ? { state: 'done', pass, left, after: '' }
    : { state, pass: pass + 1, left: 0, after: '' };
};

const sendable = ({ items }: Batch<Ready>) => items.filter((one) => 'message' in one);

const stepsOf = (work: LaneWork, one: Ready, now: string): readonly TransactStep[] => {
  const db = work.runtime.use(database);
  const ref = refOf(work.club.slug, one.dispatch);
  if (!('message' in one)) return [failDispatchStep(db, ref, one.reason, now)];
  const { dispatch, owner, to, content } = one;
  return [
    ...claimDispatchSteps(db, ref, addressesOf(dispatch.type, to.address), content, {
      at: now,
      inHistory: owner !== undefined,
    }),
    ...(owner ? historySteps(db, work.club.slug, dispatch, now) : []),
  ];
};

/** The members are as they were judged. A transaction looks at an item once, and a member may have several devices. */
const ownersUnchanged = (work: LaneWork, batch: Batch<Ready>): readonly TransactStep[] => {
  const db = work.runtime.use(database);
  const owners = new Map(sendable(batch).flatMap(({ owner }) => (owner ? [[owner.id, owner]] : [])));
  return [...owners.values()].map((owner) => ({ ...unchangedStep(db, owner), refusal: 'member' }));
};

interface Claimed {
  readonly batch: Batch<Ready>;
  readonly cursor: LaneCursor;
}

/**
 * Whether the lane bears this very try. An answer may be lost although the transaction was committed, and a repetition
 * of it is then refused as somebody else's: who wrote the name of the try there knows that nothing was handed over.
 */
const isOurs = async (work: LaneWork, { in_flight }: LaneCursor): Promise<boolean> => {
  if (!in_flight) return false;
  const { lane, ...ref } = laneRefOf(work);
  const stored = await findLane(work.runtime.use(database), ref, lane);
  return stored?.in_flight?.attempt === in_flight.attempt && !hasDied(in_flight, work.runtime.now());
};

/** @returns the refusals, none when the claim stands, whatever became of its answer */
const commit = async (work: LaneWork, cursor: LaneCursor, steps: readonly TransactStep[]) => {
  try {
    const refusals = await transact(work.runtime.use(database), steps);
    return refusals.includes('stale') && (await isOurs(work, cursor)) ? [] : refusals;
  } catch (error) {
    if (await isOurs(work, cursor)) return [];
    throw error;
  }
};

/**
 * Takes the batch for one try: cursor, dispatches and "the members are as they were judged" in one transaction.
 * @returns what was taken; `stale` when somebody else made a step, `moved` when a member or a dispatch changed
 */
const claim = async (
  work: LaneWork,
  seen: LaneCursor,
  batch: Batch<Ready>,
): Promise<Claimed | 'stale' | 'moved'> => {
  const { runtime } = work;
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const recipients = sendable(batch).map(({ dispatch }) => dispatch.recipient);
  const cursor: LaneCursor =
    recipients.length === 0
      ? { ...seen, version: seen.version + 1, ...goesOn(seen, batch, 0) }
      : {
          ...seen,
          version: seen.version + 1,
          in_flight: { attempt: runtime.uuid(), at: now, recipients },
        };
  const refusals = await commit(work, cursor, [
    laneStep(db, laneRefOf(work), cursor, now, seen),
    ...batch.items.flatMap((one) => stepsOf(work, one, now)),
    ...ownersUnchanged(work, batch),
  ]);
  if (refusals.length === 0) return { batch, cursor };
  return refusals.includes('stale') ? 'stale' : 'moved';
};

/** How often members may move between being read and being taken. */
const MOST_CLAIMS = 5;

/**
 * Sends the next dispatches of a lane, each at most once: they are written down as in flight before the provider is
 * called, and what a dead worker had in flight is never sent again.
 * @returns nothing when somebody else has made a step or the sending was broken off
 */
export const makeLaneStep = async (work: LaneWork, cursor: LaneCursor): Promise<LaneOutcome | undefined> => {
  const { runtime, club, execution } = work;
  let allowed: number | undefined;
  for (let attempt = 1; attempt <= MOST_CLAIMS; attempt += 1) {
    const asked = await judged(work, await nextBatch(work, cursor));
    const wanted = wantedOf(asked);
    if (wanted > 0 && allowed === undefined) {
      allowed = await allowance(runtime, club.slug, execution.frozen.channel.type, wanted);
    }
    const batch = granted(asked, allowed ?? 0);
    if (batch.items.length === 0 && !batch.ends) return { cursor, pause: 'rate' };
    const claimed = await claim(work, cursor, await composed(work, batch));
    if (claimed === 'stale') return undefined;
    if (claimed === 'moved') continue;
    if (!claimed.cursor.in_flight) return { cursor: claimed.cursor };
    const outcomes = await handOver(runtime, club.slug, sendable(claimed.batch));
    return land(work, claimed.cursor, claimed.cursor.in_flight.attempt, outcomes, (refused) =>
      goesOn(cursor, claimed.batch, refused),
    );
  }
  throw new RetryLater('Members move faster than they are written to');
};
