import { providerMessageStatement } from '#shared/data/delivery/provider-messages.ts';
import { hideUnsent } from '#shared/data/messaging/member-messages.ts';
import { outcomeStatement, type StoredOutcome } from '#shared/data/messaging/partition-dispatches.ts';
import { findTransmissionCursor } from '#shared/data/messaging/sending-cursors.ts';
import type { Statement } from '#shared/data/table/batch-statements.ts';
import type { SendFailure, SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { TransmissionCursor, TransmissionPosition } from '#shared/domain/messaging/cursors.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import { describeFailure, logFailure } from '#shared/ports/failures.ts';
import { finishAttempt } from './finish-attempt.ts';
import { addressAttributes } from './new-dispatch.ts';
import type { RenderedItem } from './render-batch.ts';
import type { SendResult } from './send-batch.ts';
import {
  partitionRefOf,
  type TransmissionContext,
  type TransmissionProgress,
} from './transmission-context.ts';

const STORED_FAILURES: Readonly<Record<SendFailure['state'], (reason: string) => StoredOutcome>> = {
  failed: (reason) => ({ state: 'failed', reason }),
  // It may have been sent: it is never sent again, and a report may resolve it (fault F57).
  unknown: () => ({ state: 'failed', reason: 'unknown' }),
  deferred: (reason) => ({ state: 'waiting', reason }),
};

const storedOutcomeOf = (outcome: SendOutcome): StoredOutcome =>
  outcome.state === 'sent' ? { state: 'sent' } : STORED_FAILURES[outcome.state](outcome.reason);

/** Reports on mails have tags that name the dispatch; reports on other messages have the provider's id only. */
const relatedStatements = (
  context: TransmissionContext,
  results: readonly SendResult[],
  now: Date,
): readonly Statement[] => {
  const db = context.runtime.use(database);
  const { slug } = context.club;
  const ids = new Set<string>();
  return results.flatMap(({ dispatch, addressOwner, outcome }) => {
    if (outcome.state === 'sent') {
      // A call writes each key once: of two messages with one id of the provider, reports are for the first.
      if (dispatch.type === 'email' || ids.has(outcome.providerId)) return [];
      ids.add(outcome.providerId);
      const ref = { type: 'dispatch', ...dispatchRefOf(slug, dispatch) } as const;
      return [providerMessageStatement(db, outcome.providerId, ref, now)];
    }
    return addressOwner && outcome.state !== 'unknown' ? [hideUnsent(db, slug, dispatch)] : [];
  });
};

/** The outcomes of what was sent, and of what was not because its recipient is not eligible or has no message. */
const outcomeStatements = (
  context: TransmissionContext,
  items: readonly RenderedItem[],
  results: readonly SendResult[],
  now: Date,
): readonly Statement[] => {
  const db = context.runtime.use(database);
  const outcomes = new Map(results.map(({ dispatch, outcome }) => [dispatch.recipientKey, outcome]));
  return items.flatMap((one) => {
    const { dispatch } = one;
    const ref = dispatchRefOf(context.club.slug, dispatch);
    if (!('message' in one))
      return [
        outcomeStatement(db, ref, { state: 'failed', reason: one.reason }, undefined, now.toISOString()),
      ];
    const outcome = outcomes.get(dispatch.recipientKey);
    const addresses = addressAttributes(dispatch.type, one.target.address);
    return outcome ? [outcomeStatement(db, ref, storedOutcomeOf(outcome), addresses, now.toISOString())] : [];
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

/** Whether the stored cursor is as this attempt leaves it: the answer of the write may have been lost. */
const isAtPosition = async (
  context: TransmissionContext,
  { version, ...expected }: Pick<TransmissionCursor, 'version' | 'state' | 'after' | 'pass'>,
): Promise<boolean> => {
  const { partition, ...ref } = partitionRefOf(context);
  const stored = await findTransmissionCursor(context.runtime.use(database), ref, partition);
  return (
    stored?.version === version &&
    stored.in_flight === null &&
    stored.state === expected.state &&
    stored.after === expected.after &&
    stored.pass === expected.pass
  );
};

/**
 * Records the outcomes of a claimed batch.
 * @param items those that were processed
 * @param position of the cursor after them
 * @returns nothing when the sending was aborted meanwhile; the outcomes are recorded nevertheless
 */
export const recordOutcomes = async (
  context: TransmissionContext,
  claimed: TransmissionCursor,
  attempt: string,
  items: readonly RenderedItem[],
  results: readonly SendResult[],
  position: TransmissionPosition,
): Promise<TransmissionProgress | undefined> => {
  const { runtime } = context;
  const ref = partitionRefOf(context);
  const now = runtime.now();
  const record = {
    related: relatedStatements(context, results, now),
    outcomes: outcomeStatements(context, items, results, now),
    inHistory: items.flatMap(({ dispatch, addressOwner }) => (addressOwner ? [dispatch] : [])),
  };
  const after = { ...claimed, ...position, in_flight: null, version: claimed.version + 1 };
  const finished = await finishAttempt(runtime, ref, attempt, { ...record, next: position });
  if (finished || (await isAtPosition(context, after))) {
    logAndCount(context, results);
    const isDeferred = results.some(({ outcome }) => outcome.state === 'deferred');
    return { cursor: after, ...(isDeferred && { pause: 'provider' as const }) };
  }
  if (await finishAttempt(runtime, ref, attempt, { related: [], outcomes: [], inHistory: [], next: 0 }))
    logAndCount(context, results);
  else runtime.log.warn('outcomes of a sending came too late', { ...ref });
  return undefined;
};
