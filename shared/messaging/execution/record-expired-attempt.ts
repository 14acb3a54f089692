import { findDispatchContents } from '#shared/data/messaging/dispatch-contents.ts';
import { outcomeStatement } from '#shared/data/messaging/partition-dispatches.ts';
import { findSendingDispatches } from '#shared/data/messaging/sending-dispatches.ts';
import { countSmsParts } from '#shared/domain/delivery/sms-parts.ts';
import { isExpired, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { finishAttempt } from './finish-attempt.ts';
import { addressAttributes } from './new-dispatch.ts';

/** The outcome of a dispatch whose worker ended before it was recorded: the provider may have received it (fault F57). */
const UNKNOWN = { state: 'failed', reason: 'unknown' } as const;

const isWaiting = ({ transmission_status }: Dispatch): boolean => transmission_status === 'scheduled';

/** Its text was erased with its member. */
const isCleaned = ({ cleaned_at }: Dispatch): boolean => cleaned_at !== null;

/** Whether the provider may have a dispatch: it has, or its outcome is missing or unknown. */
const mayBeSent = ({ transmission_status, external_delivery_status }: Dispatch): boolean =>
  transmission_status !== 'failed' || external_delivery_status === UNKNOWN.reason;

/**
 * Records the dispatches of an expired attempt as unknown, except those whose outcome it has recorded; they are never
 * sent again. Texts are stored before they are sent, and the worker of the attempt has ended: what has no text was not
 * sent, and waits as before (fault F110).
 * @returns whether nothing is in flight any more; false while the lease of the attempt runs
 */
export const recordExpiredAttempt = async (
  runtime: Runtime,
  ref: { readonly club: string; readonly sending: number },
  { partition, in_flight }: TransmissionCursor,
): Promise<boolean> => {
  if (!in_flight) return true;
  const db = runtime.use(database);
  const now = runtime.now();
  if (!isExpired(in_flight, now)) return false;
  const dispatches = await findSendingDispatches(
    db,
    in_flight.recipientKeys.map((recipientKey) => ({ ...ref, partition, recipientKey })),
  );
  const sendable = dispatches
    .filter(mayBeSent)
    .map((dispatch) => ({ dispatch, ref: dispatchRefOf(ref.club, dispatch) }));
  const contents = await findDispatchContents(
    db,
    sendable.map((one) => ({ ...one.ref, id: one.dispatch.id })),
  );
  const stored = sendable.map((one) => ({ ...one, ...contents.get(dispatchRefText(one.ref)) }));
  const outcomes = stored
    .filter(({ dispatch, content }) => isWaiting(dispatch) && (content || isCleaned(dispatch)))
    .map(({ dispatch, ref: dispatchRef, address }) => {
      const addresses = address === undefined ? undefined : addressAttributes(dispatch.type, address);
      return outcomeStatement(db, dispatchRef, UNKNOWN, addresses, now.toISOString());
    });
  // Parts are counted with the position, after the outcomes: those of recorded outcomes are not counted yet. An attempt
  // of an earlier release, which stored no address here, counted its parts when it began.
  const parts = stored.map(({ dispatch, address, content }) =>
    dispatch.type === 'sms' && address !== undefined ? countSmsParts(String(content?.['body'])) : 0,
  );
  const finished = await finishAttempt(runtime, { ...ref, partition }, in_flight.attempt, {
    related: [],
    outcomes,
    inHistory: dispatches,
    next: parts.reduce((sum, count) => sum + count, 0),
  });
  if (finished) countDeliveries(runtime, 'unknown', outcomes.length);
  return true;
};
