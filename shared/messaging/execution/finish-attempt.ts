import { findRemoved } from '#shared/data/members/member-list.ts';
import type { PartitionRef } from '#shared/data/messaging/partition-dispatches.ts';
import { clearInFlight } from '#shared/data/messaging/sending-cursors.ts';
import { runStatements, type Statement } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { TransmissionPosition } from '#shared/domain/messaging/cursors.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import { eraseMessage } from '#shared/erasure/removed-member.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { retryWhileUnavailable } from './retry-while-unavailable.ts';

/** What an attempt leaves to be written. */
interface AttemptRecord {
  /** What must be known before an outcome is. */
  readonly related: readonly Statement[];
  readonly outcomes: readonly Statement[];
  /** The dispatches of which a member's history may have the content. */
  readonly inHistory: readonly Dispatch[];
  readonly next: TransmissionPosition | number;
}

/** A member that was removed since it was read: its erasure may have ended before all was written. */
const eraseRemoved = async (
  db: Db,
  club: string,
  dispatches: readonly Dispatch[],
  now: string,
): Promise<void> => {
  const ofMembers = dispatches.flatMap((dispatch) => {
    const member = memberOfRecipientKey(dispatch.recipientKey);
    return member === undefined ? [] : [{ dispatch, member }];
  });
  const removed = await findRemoved(
    db,
    club,
    ofMembers.map(({ member }) => member),
  );
  for (const { dispatch, member } of ofMembers) {
    if (!removed.has(member)) continue;
    await eraseMessage(db, member, { id: dispatch.id, dispatch: dispatchRefOf(club, dispatch) }, now);
  }
};

/**
 * Writes what an attempt came to, and then that nothing is in flight. No part needs a transaction: each can be
 * repeated, and until the last one the dispatches are in flight.
 * @returns false when nothing of the attempt was in flight any more, or the cursor is closed and `next` a position
 */
export const finishAttempt = (
  runtime: Runtime,
  { club, sending, partition }: PartitionRef,
  attempt: string,
  { related, outcomes, inHistory, next }: AttemptRecord,
): Promise<boolean> => {
  const db = runtime.use(database);
  return retryWhileUnavailable(runtime, async () => {
    await runStatements(db, related);
    await runStatements(db, outcomes);
    await eraseRemoved(db, club, inHistory, runtime.now().toISOString());
    return clearInFlight(db, { club, sending }, partition, attempt, next);
  });
};
