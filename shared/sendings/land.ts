import { type Settlement, settleDispatchStep } from '../data/lane-dispatches.ts';
import { landStep } from '../data/sending-cursors.ts';
import type { SendOutcome } from '../delivery/send-outcome.ts';
import type { LaneCursor, LanePlace } from '../domain/messaging/cursors.ts';
import { refOf } from '../domain/messaging/dispatch.ts';
import { database } from '../ports/database.ts';
import type { HandedOver } from './hand-over.ts';
import { type LaneOutcome, type LaneWork, laneRefOf } from './lane-batch.ts';
import { type Landed, writeDown } from './write-down.ts';

const SETTLEMENTS: Readonly<Record<SendOutcome['state'], (detail: string) => Settlement>> = {
  sent: () => ({ state: 'sent' }),
  failed: (reason) => ({ state: 'failed', reason }),
  // It may have been sent: it is not sent again, and a report may tell (fault F57).
  unknown: () => ({ state: 'failed', reason: 'unknown' }),
  refused: (reason) => ({ state: 'waiting', reason }),
};

const landedOf = (work: LaneWork, { dispatch, outcome }: HandedOver, now: string): Landed => {
  const db = work.runtime.use(database);
  const ref = refOf(work.club.slug, dispatch);
  const { recipient } = dispatch;
  return { recipient, steps: [settleDispatchStep(db, ref, SETTLEMENTS[outcome.state](outcome.detail), now)] };
};

/**
 * Writes down what became of what was in flight, and where the lane goes on from there.
 * @returns nothing when the sending was broken off meanwhile: the outcomes are written down all the same
 */
export const land = async (
  work: LaneWork,
  cursor: LaneCursor,
  attempt: string,
  handedOver: readonly HandedOver[],
  goesOn: (refused: number) => LanePlace,
): Promise<LaneOutcome | undefined> => {
  const { runtime } = work;
  const db = runtime.use(database);
  const { lane, ...ref } = laneRefOf(work);
  const now = runtime.now().toISOString();
  const refused = handedOver.filter(({ outcome }) => outcome.state === 'refused').length;
  const goes = goesOn(refused);
  const landed = handedOver.map((one) => landedOf(work, one, now));
  if (await writeDown(db, landStep(db, ref, lane, attempt, goes), landed)) {
    const after = { ...cursor, ...goes, in_flight: null, version: cursor.version + 1 };
    return { cursor: after, ...(refused > 0 && { pause: 'provider' as const }) };
  }
  if (!(await writeDown(db, landStep(db, ref, lane, attempt), landed))) {
    runtime.log.warn('outcomes of a sending came too late', { ...ref, lane });
  }
  return undefined;
};
