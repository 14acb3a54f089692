import { providerMessageWrite } from '#shared/data/delivery/provider-messages.ts';
import { unsentHistoryWrites } from '#shared/data/messaging/member-messages.ts';
import { recordOutcomeWrite, type StoredOutcome } from '#shared/data/messaging/partition-dispatches.ts';
import { clearInFlightWrite } from '#shared/data/messaging/sending-cursors.ts';
import type { TransactWrite } from '#shared/data/table/transact.ts';
import type { SendFailure, SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { TransmissionCursor, TransmissionPosition } from '#shared/domain/messaging/cursors.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import { describeFailure, logFailure } from '#shared/ports/failures.ts';
import { commitWithCursor } from './commit-with-cursor.ts';
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
  { dispatch, addressOwner, outcome }: SendResult,
  isFirstOfId: boolean,
  now: Date,
): readonly TransactWrite[] => {
  const db = context.runtime.use(database);
  const { slug } = context.club;
  if (outcome.state !== 'sent') {
    const wasNotSent = outcome.state !== 'unknown';
    return addressOwner && wasNotSent ? unsentHistoryWrites(db, slug, dispatch, now.toISOString()) : [];
  }
  if (dispatch.type === 'email' || !isFirstOfId) return [];
  const ref = { type: 'dispatch', ...dispatchRefOf(slug, dispatch) } as const;
  return [providerMessageWrite(db, outcome.providerId, ref, now)];
};

const STORED_FAILURES: Readonly<Record<SendFailure['state'], (reason: string) => StoredOutcome>> = {
  failed: (reason) => ({ state: 'failed', reason }),
  // It may have been sent: it is never sent again, and a report may resolve it (fault F57).
  unknown: () => ({ state: 'failed', reason: 'unknown' }),
  deferred: (reason) => ({ state: 'waiting', reason }),
};

const storedOutcomeOf = (outcome: SendOutcome): StoredOutcome =>
  outcome.state === 'sent' ? { state: 'sent' } : STORED_FAILURES[outcome.state](outcome.reason);

const writesOf = (
  context: TransmissionContext,
  results: readonly SendResult[],
  now: Date,
): readonly { readonly writes: readonly TransactWrite[] }[] => {
  const db = context.runtime.use(database);
  const ids = results.map(({ outcome }) => (outcome.state === 'sent' ? outcome.providerId : undefined));
  return results.map((result, at) => {
    const { dispatch, outcome } = result;
    const ref = dispatchRefOf(context.club.slug, dispatch);
    // A transaction writes each key once: of two messages with one id of the provider, reports are for the first.
    const isFirstOfId = ids.indexOf(ids[at]) === at;
    return {
      writes: [
        recordOutcomeWrite(db, ref, storedOutcomeOf(outcome), now.toISOString()),
        ...relatedWrites(context, result, isFirstOfId, now),
      ],
    };
  });
};

const reasonOf = ({ outcome }: SendResult): string | undefined =>
  outcome.state === 'sent' ? undefined : outcome.reason;

/** Logs one line for all messages of a batch with the same outcome. */
const logSendFailures = (context: TransmissionContext, group: readonly SendResult[]): void => {
  const [first] = group;
  if (!first || first.outcome.state === 'sent') return;
  const { state, reason, cause } = first.outcome;
  const fields = { ...partitionRefOf(context), state, detail: reason, messages: group.length };
  if (state === 'deferred')
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
    for (const sameReason of Map.groupBy(group, reasonOf).values()) logSendFailures(context, sameReason);
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
  const outcomes = writesOf(context, results, now);
  // The messages were sent: without a record they would count as unknown.
  const commit = (next?: TransmissionPosition) =>
    retryWhileUnavailable(runtime, () =>
      commitWithCursor(db, () => clearInFlightWrite(db, ref, partition, attempt, next), outcomes),
    );
  if (await commit(position)) {
    logAndCount(context, results);
    const after = { ...cursor, ...position, in_flight: null, version: cursor.version + 1 };
    const isDeferred = results.some(({ outcome }) => outcome.state === 'deferred');
    return { cursor: after, ...(isDeferred && { pause: 'provider' as const }) };
  }
  if (await commit()) logAndCount(context, results);
  else runtime.log.warn('outcomes of a sending came too late', { ...ref, partition });
  return undefined;
};
