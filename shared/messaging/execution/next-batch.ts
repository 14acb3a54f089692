import { readWaiting } from '#shared/data/messaging/partition-dispatches.ts';
import type { Outgoing } from '#shared/delivery/send-outcome.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { LaneCursor } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { Recipient } from '#shared/domain/messaging/recipient-rules.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type Judged, judge } from './check-eligibility.ts';
import type { Execution } from './draft-dispatch.ts';
import { type Composed, composeDispatch, type To } from './render-dispatch.ts';

/** Dispatches of a step: each takes up to four items of its transactions, which have a hundred. */
export const BATCH = 24;

/** Waiting or not, dispatches that a later pass looks at in one read. */
const LOOK = 200;

/** Texts of a claim in bytes as JSON, which is more than they take gzipped: a transaction has 4 MB. */
const MOST_BYTES = 3_000_000;

/** What a lane's steps have in common. */
export interface LaneWork {
  readonly runtime: Runtime;
  readonly club: Club;
  readonly execution: Execution;
  readonly lane: number;
  readonly texts: Texts;
  readonly recipients: readonly Recipient[];
}

/** What came of a step: the cursor after it, and why the next should not follow at once. */
export interface LaneOutcome {
  readonly cursor: LaneCursor;
  readonly pause?: 'rate' | 'provider';
}

export const laneRefOf = ({ club, execution, lane }: LaneWork) => ({
  club: club.slug,
  sending: execution.sending.id,
  lane,
});

export type Ready = Pick<Judged, 'dispatch' | 'owner'> &
  ({ readonly to: To; readonly content: Texts; readonly message: Outgoing } | { readonly reason: string });

export interface Batch<T> {
  readonly items: readonly T[];
  /** Whether nothing of the lane is left behind it. */
  readonly ends: boolean;
}

/** The next dispatches that wait; none only at the lane's end. */
export const nextBatch = async (work: LaneWork, { after, pass }: LaneCursor): Promise<Batch<Dispatch>> => {
  const db = work.runtime.use(database);
  const limit = pass === 1 ? BATCH : LOOK;
  let from: string | undefined = after;
  while (from !== undefined) {
    const { dispatches, upTo }: Awaited<ReturnType<typeof readWaiting>> = await readWaiting(
      db,
      laneRefOf(work),
      from,
      limit,
    );
    const items = dispatches.slice(0, BATCH);
    if (items.length > 0) return { items, ends: upTo === undefined && items.length === dispatches.length };
    from = upTo;
  }
  return { items: [], ends: true };
};

const firstOf = <T>({ items, ends }: Batch<T>, count: number): Batch<T> =>
  count >= items.length ? { items, ends } : { items: items.slice(0, count), ends: false };

export const judged = async (work: LaneWork, { items, ends }: Batch<Dispatch>): Promise<Batch<Judged>> => ({
  items: await judge(work.runtime.use(database), work.execution, items, work.recipients),
  ends,
});

export const wantedOf = ({ items }: Batch<Judged>): number => items.filter((one) => 'to' in one).length;

/** As much of the batch as may be sent; who is not to be written to costs nothing. */
export const granted = (batch: Batch<Judged>, count: number): Batch<Judged> => {
  let left = count;
  const beyond = batch.items.findIndex((one) => {
    left -= 'to' in one ? 1 : 0;
    return left < 0;
  });
  return beyond === -1 ? batch : firstOf(batch, beyond);
};

/**
 * Composes dispatches. Texts may take so long by the clock, and a machine may stand still for a moment: the first of
 * them that breaks is tried again, and only that one, for broken texts break every time.
 */
const composer = ({ runtime, club, execution, texts }: LaneWork) => {
  const frozen = { channel: execution.frozen.channel, texts };
  let mayRepeat = true;
  return async (to: To): Promise<Composed> => {
    const made = await composeDispatch(runtime, club, frozen, to);
    if (!('reason' in made) || !mayRepeat) return made;
    mayRepeat = false;
    return composeDispatch(runtime, club, frozen, to);
  };
};

/** Renders the batch, as much of it as a transaction takes. */
export const composed = async (work: LaneWork, batch: Batch<Judged>): Promise<Batch<Ready>> => {
  const compose = composer(work);
  const items: Ready[] = [];
  let bytes = 0;
  for (const one of batch.items) {
    const made = 'to' in one ? await compose(one.to) : undefined;
    if (made && 'content' in made) bytes += Buffer.byteLength(JSON.stringify(made.content));
    if (bytes > MOST_BYTES && items.length > 0) break;
    const { dispatch, owner } = one;
    if ('reason' in one) items.push({ dispatch, owner, reason: one.reason });
    else if (made) items.push({ dispatch, owner, to: one.to, ...made });
  }
  return { items, ends: batch.ends && items.length === batch.items.length };
};
