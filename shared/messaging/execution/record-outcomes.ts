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
import { commitOutcomes, type OutcomeWrites } from './commit-outcomes.ts';
import { retryWhileUnavailable } from './retry-while-unavailable.ts';
import type { SendResult } from './send-batch.ts';
import {
  partitionRefOf,
  type TransmissionContext,
  type TransmissionProgress,
} from './transmission-context.ts';

/** Reports on mails have tags that name the dispatch; reports on other messages have the provider's id only. */
const relatedWrites = (
  context: TransmissionContext,
  { dispatch, owner, outcome }: SendResult,
  now: Date,
): readonly TransactWrite[] => {
  const db = context.runtime.use(database);
  const { slug } = context.club;
  if (outcome.state === 'failed' || outcome.state === 'refused') {
    return owner ? unsentHistoryWrites(db, slug, dispatch, now.toISOString()) : [];
  }
  if (outcome.state === 'unknown' || dispatch.type === 'email') return [];
  return [sentWrite(db, outcome.detail, { type: 'dispatch', ...dispatchRefOf(slug, dispatch) }, now)];
};

const STORED_OUTCOMES: Readonly<Record<SendOutcome['state'], (detail: string) => StoredOutcome>> = {
  sent: () => ({ state: 'sent' }),
  failed: (reason) => ({ state: 'failed', reason }),
  // It may have been sent: it is never sent again, and a report may resolve it (fault F57).
  unknown: () => ({ state: 'failed', reason: 'unknown' }),
  refused: (reason) => ({ state: 'waiting', reason }),
};

const outcomeWrites = (
  context: TransmissionContext,
  result: SendResult,
  now: Date,
  isFirst: boolean,
): OutcomeWrites => {
  const { dispatch, outcome } = result;
  const db = context.runtime.use(database);
  const ref = dispatchRefOf(context.club.slug, dispatch);
  const stored = STORED_OUTCOMES[outcome.state](outcome.detail);
  return {
    recipient: dispatch.recipient,
    writes: [
      recordOutcomeWrite(db, ref, stored, now.toISOString()),
      ...(isFirst || outcome.state !== 'sent' ? relatedWrites(context, result, now) : []),
    ],
  };
};

/** Logs one line for all messages of a batch with the same outcome. */
const logUnsent = (context: TransmissionContext, group: readonly SendResult[]): void => {
  const [first] = group;
  if (!first || first.outcome.state === 'sent') return;
  const { state, detail, cause } = first.outcome;
  const fields = { ...partitionRefOf(context), state, detail, messages: group.length };
  if (state === 'refused')
    logFailure(context.runtime, 'info', 'messages of a sending not sent', fields, cause);
  else
    context.runtime.log.warn('messages of a sending not sent', {
      ...fields,
      ...(cause && describeFailure(cause)),
    });
};

const logAndCount = (context: TransmissionContext, results: readonly SendResult[]): void => {
  const states = Map.groupBy(results, ({ outcome }) => outcome.state);
  for (const [state, group] of states) {
    countDeliveries(context.runtime, state, group.length);
    if (state === 'sent') continue;
    for (const sameDetail of Map.groupBy(group, ({ outcome }) => outcome.detail).values())
      logUnsent(context, sameDetail);
  }
};

/**
 * Records the outcomes of the dispatches in flight.
 * @param position of the cursor after them
 * @returns nothing when the sending was aborted meanwhile; the outcomes are recorded nevertheless
 */
export const recordOutcomes = async (
  context: TransmissionContext,
  cursor: TransmissionCursor,
  attempt: string,
  results: readonly SendResult[],
  position: TransmissionPosition,
): Promise<TransmissionProgress | undefined> => {
  const { runtime } = context;
  const db = runtime.use(database);
  const { partition, ...ref } = partitionRefOf(context);
  const now = runtime.now();
  const ids = results.map(({ outcome }) => outcome.detail);
  // A transaction writes each key once: of two messages with one id of the provider, reports are for the first.
  const outcomes = results.map((result, at) =>
    outcomeWrites(context, result, now, ids.indexOf(result.outcome.detail) === at),
  );
  // The messages were sent: without a record they would count as unknown.
  const write = (next?: TransmissionPosition) =>
    retryWhileUnavailable(runtime, () =>
      commitOutcomes(db, clearInFlightWrite(db, ref, partition, attempt, next), outcomes),
    );
  if (await write(position)) {
    logAndCount(context, results);
    const after = { ...cursor, ...position, in_flight: null, version: cursor.version + 1 };
    const isRefused = results.some(({ outcome }) => outcome.state === 'refused');
    return { cursor: after, ...(isRefused && { pause: 'provider' as const }) };
  }
  if (await write()) logAndCount(context, results);
  else runtime.log.warn('outcomes of a sending came too late', { ...ref, partition });
  return undefined;
};
