import { sentWrite } from '#shared/data/delivery/provider-messages.ts';
import { unsentHistoryWrites } from '#shared/data/messaging/member-messages.ts';
import { recordOutcomeWrite, type StoredOutcome } from '#shared/data/messaging/partition-dispatches.ts';
import { clearInFlightWrite } from '#shared/data/messaging/sending-cursors.ts';
import type { TransactWrite } from '#shared/data/table/transact.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { TransmissionCursor, TransmissionPosition } from '#shared/domain/messaging/cursors.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import { describeFailure, logFailure } from '#shared/ports/failures.ts';
import { commitOutcomes, type RecordedOutcome } from './commit-outcomes.ts';
import { partitionRefOf, type TransmissionContext, type TransmissionProgress } from './next-batch.ts';
import { retryWhileUnavailable } from './retry-while-unavailable.ts';
import type { SendResult } from './send-batch.ts';

/** Mails name their dispatch by tags; reports on other messages are found by the provider's id. */
const extraWritesOf = (
  work: TransmissionContext,
  { dispatch, owner, outcome }: SendResult,
  now: Date,
): readonly TransactWrite[] => {
  const db = work.runtime.use(database);
  const { slug } = work.club;
  if (outcome.state === 'failed' || outcome.state === 'refused') {
    return owner ? unsentHistoryWrites(db, slug, dispatch, now.toISOString()) : [];
  }
  if (outcome.state === 'unknown' || dispatch.type === 'email') return [];
  return [sentWrite(db, outcome.detail, { type: 'dispatch', ...dispatchRefOf(slug, dispatch) }, now)];
};

const STORED_OUTCOMES: Readonly<Record<SendOutcome['state'], (detail: string) => StoredOutcome>> = {
  sent: () => ({ state: 'sent' }),
  failed: (reason) => ({ state: 'failed', reason }),
  // It may have been sent: it is not sent again, and a report may settle it (fault F57).
  unknown: () => ({ state: 'failed', reason: 'unknown' }),
  refused: (reason) => ({ state: 'waiting', reason }),
};

const outcomeWritesOf = (
  work: TransmissionContext,
  one: SendResult,
  now: Date,
  isFirst: boolean,
): RecordedOutcome => {
  const { dispatch, outcome } = one;
  const db = work.runtime.use(database);
  const ref = dispatchRefOf(work.club.slug, dispatch);
  const stored = STORED_OUTCOMES[outcome.state](outcome.detail);
  return {
    recipient: dispatch.recipient,
    steps: [
      recordOutcomeWrite(db, ref, stored, now.toISOString()),
      ...(isFirst || one.outcome.state !== 'sent' ? extraWritesOf(work, one, now) : []),
    ],
  };
};

/** One line for all messages of a step that met the same answer. */
const logUnsent = (work: TransmissionContext, some: readonly SendResult[]): void => {
  const [first] = some;
  if (!first || first.outcome.state === 'sent') return;
  const { state, detail, cause } = first.outcome;
  const fields = { ...partitionRefOf(work), state, detail, messages: some.length };
  if (state === 'refused') logFailure(work.runtime, 'info', 'messages of a sending not sent', fields, cause);
  else
    work.runtime.log.warn('messages of a sending not sent', {
      ...fields,
      ...(cause && describeFailure(cause)),
    });
};

const report = (work: TransmissionContext, results: readonly SendResult[]): void => {
  const states = Map.groupBy(results, ({ outcome }) => outcome.state);
  for (const [state, some] of states) {
    countDeliveries(work.runtime, state, some.length);
    if (state === 'sent') continue;
    for (const alike of Map.groupBy(some, ({ outcome }) => outcome.detail).values()) logUnsent(work, alike);
  }
};

/**
 * Records the outcomes of what was in flight, and the next position of the cursor.
 * @returns nothing when the sending was aborted meanwhile; the outcomes are recorded all the same
 */
export const recordOutcomes = async (
  work: TransmissionContext,
  cursor: TransmissionCursor,
  attempt: string,
  results: readonly SendResult[],
  nextPosition: (refused: number) => TransmissionPosition,
): Promise<TransmissionProgress | undefined> => {
  const { runtime } = work;
  const db = runtime.use(database);
  const { partition, ...ref } = partitionRefOf(work);
  const now = runtime.now();
  const refused = results.filter(({ outcome }) => outcome.state === 'refused').length;
  const position = nextPosition(refused);
  const ids = results.map(({ outcome }) => outcome.detail);
  // A transaction takes each key once: should a provider give one id twice, reports on it are for the first.
  const outcomes = results.map((one, at) =>
    outcomeWritesOf(work, one, now, ids.indexOf(one.outcome.detail) === at),
  );
  // What is lost here was sent, and would be said to be unknown.
  const write = (on?: TransmissionPosition) =>
    retryWhileUnavailable(runtime, () =>
      commitOutcomes(db, clearInFlightWrite(db, ref, partition, attempt, on), outcomes),
    );
  if (await write(position)) {
    report(work, results);
    const after = { ...cursor, ...position, in_flight: null, version: cursor.version + 1 };
    return { cursor: after, ...(refused > 0 && { pause: 'provider' as const }) };
  }
  if (await write()) report(work, results);
  else runtime.log.warn('outcomes of a sending came too late', { ...ref, partition });
  return undefined;
};
