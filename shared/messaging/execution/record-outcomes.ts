import { sentStep } from '#shared/data/delivery/provider-messages.ts';
import { unsentHistorySteps } from '#shared/data/messaging/member-messages.ts';
import { type Settlement, settleDispatchStep } from '#shared/data/messaging/partition-dispatches.ts';
import { landStep } from '#shared/data/messaging/sending-cursors.ts';
import type { TransactStep } from '#shared/data/table/transact.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { LaneCursor, LanePlace } from '#shared/domain/messaging/cursors.ts';
import { refOf } from '#shared/domain/messaging/dispatch.ts';
import { DELIVERY_METRICS } from '#shared/metric-names.ts';
import { database } from '#shared/ports/database.ts';
import { describeFailure, tellFailure } from '#shared/ports/failures.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { type Landed, writeDown } from './commit-outcomes.ts';
import { type LaneOutcome, type LaneWork, laneRefOf } from './next-batch.ts';
import { patiently } from './retry-while-unavailable.ts';
import type { HandedOver } from './send-batch.ts';

/** Mails bear their dispatch themselves; reports on others are found by the provider's id. */
const alongOf = (
  work: LaneWork,
  { dispatch, owner, outcome }: HandedOver,
  now: Date,
): readonly TransactStep[] => {
  const db = work.runtime.use(database);
  const { slug } = work.club;
  if (outcome.state === 'failed' || outcome.state === 'refused') {
    return owner ? unsentHistorySteps(db, slug, dispatch, now.toISOString()) : [];
  }
  if (outcome.state === 'unknown' || dispatch.type === 'email') return [];
  return [sentStep(db, outcome.detail, { type: 'dispatch', ...refOf(slug, dispatch) }, now)];
};

const SETTLEMENTS: Readonly<Record<SendOutcome['state'], (detail: string) => Settlement>> = {
  sent: () => ({ state: 'sent' }),
  failed: (reason) => ({ state: 'failed', reason }),
  // It may have been sent: it is not sent again, and a report may tell (fault F57).
  unknown: () => ({ state: 'failed', reason: 'unknown' }),
  refused: (reason) => ({ state: 'waiting', reason }),
};

const landedOf = (work: LaneWork, one: HandedOver, now: Date, isFirst: boolean): Landed => {
  const { dispatch, outcome } = one;
  const db = work.runtime.use(database);
  const ref = refOf(work.club.slug, dispatch);
  const settlement = SETTLEMENTS[outcome.state](outcome.detail);
  return {
    recipient: dispatch.recipient,
    steps: [
      settleDispatchStep(db, ref, settlement, now.toISOString()),
      ...(isFirst || one.outcome.state !== 'sent' ? alongOf(work, one, now) : []),
    ],
  };
};

/** One line for all messages of a step that met the same answer. */
const tellUnsent = (work: LaneWork, some: readonly HandedOver[]): void => {
  const [first] = some;
  if (!first || first.outcome.state === 'sent') return;
  const { state, detail, cause } = first.outcome;
  const fields = { ...laneRefOf(work), state, detail, messages: some.length };
  if (state === 'refused') tellFailure(work.runtime, 'info', 'messages of a sending not sent', fields, cause);
  else
    work.runtime.log.warn('messages of a sending not sent', {
      ...fields,
      ...(cause && describeFailure(cause)),
    });
};

/** What is refused for now is not over. */
const tell = (work: LaneWork, handedOver: readonly HandedOver[]): void => {
  const states = Map.groupBy(handedOver, ({ outcome }) => outcome.state);
  for (const [state, some] of states) {
    if (state !== 'refused') work.runtime.use(metrics).count(DELIVERY_METRICS[state], some.length);
    if (state === 'sent') continue;
    for (const alike of Map.groupBy(some, ({ outcome }) => outcome.detail).values()) tellUnsent(work, alike);
  }
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
  const now = runtime.now();
  const refused = handedOver.filter(({ outcome }) => outcome.state === 'refused').length;
  const goes = goesOn(refused);
  const ids = handedOver.map(({ outcome }) => outcome.detail);
  // A transaction takes each key once: should a provider give one id twice, reports on it are for the first.
  const landed = handedOver.map((one, at) =>
    landedOf(work, one, now, ids.indexOf(one.outcome.detail) === at),
  );
  // What is lost here was sent, and would be said to be unknown.
  const write = (on?: LanePlace) =>
    patiently(runtime, () => writeDown(db, landStep(db, ref, lane, attempt, on), landed));
  if (await write(goes)) {
    tell(work, handedOver);
    const after = { ...cursor, ...goes, in_flight: null, version: cursor.version + 1 };
    return { cursor: after, ...(refused > 0 && { pause: 'provider' as const }) };
  }
  if (await write()) tell(work, handedOver);
  else runtime.log.warn('outcomes of a sending came too late', { ...ref, lane });
  return undefined;
};
