import { findMessage } from '#shared/data/messaging/messages.ts';
import {
  findSendingState,
  findSendingStates,
  readSendingIds,
  sendingStateWrites,
} from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Versioned } from '#shared/data/table/versioned.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import { toCancelled, toCancelledAfterDeletion } from '#shared/domain/messaging/sending-execution.ts';
import { SENDING_STATUS_RULES, statusGroup } from '#shared/domain/messaging/sending-status.ts';
import { recordConflict } from '#shared/retry-on-conflict.ts';
import { updateSendingState } from './update-sending-state.ts';

const BATCH = 25;

async function* readSendings(db: Db, club: string, message: number): AsyncGenerator<Versioned<SendingState>> {
  let batch: number[] = [];
  for await (const id of readSendingIds(db, club, message)) {
    batch.push(id);
    if (batch.length < BATCH) continue;
    yield* await findSendingStates(db, club, batch);
    batch = [];
  }
  yield* await findSendingStates(db, club, batch);
}

/** The workers of a sending change its status while it is being cancelled, a few times at most. */
const MAX_ATTEMPTS = 6;

/** @throws LoyaltyError conflict when another writer changes the sending every time */
const cancelRunning = async (
  db: Db,
  club: string,
  first: Versioned<SendingState>,
  now: Date,
): Promise<void> => {
  const { id, message_id } = first.entity;
  let sending: Versioned<SendingState> | undefined = first;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (!sending || !SENDING_STATUS_RULES[sending.entity.status].cancellable) return;
    const message = await findMessage(db, club, message_id);
    if (!message) return;
    if (await updateSendingState(db, club, { sending, message }, toCancelled(sending.entity, now))) return;
    sending = await findSendingState(db, club, id);
  }
  throw recordConflict();
};

/**
 * Cancels the sendings in progress of a message before its deletion, after which nothing may be sent. A sending that
 * begins meanwhile raises the message's version, so the deletion starts over and finds it.
 */
export const cancelRunningSendings = async (db: Db, club: string, id: number, now: Date): Promise<void> => {
  for await (const sending of readSendings(db, club, id)) await cancelRunning(db, club, sending, now);
};

/** Cancels a sending whose message was deleted. A concurrent change wins: its writer finds the message missing, too. */
export const cancelSendingOfDeletedMessage = async (
  db: Db,
  club: string,
  seen: Versioned<SendingState>,
  now: Date,
): Promise<void> => {
  if (statusGroup(seen.entity.status) === 'final') return;
  const after = toCancelledAfterDeletion(seen.entity, now);
  await transact(db, sendingStateWrites(db, club, { seen, after }));
};

/**
 * Cancels the sendings of a deleted message. It may end early: without its message a sending is neither found nor
 * executed.
 */
export const cancelSendingsOfDeletedMessage = async (
  db: Db,
  club: string,
  message: number,
  now: Date,
): Promise<void> => {
  for await (const sending of readSendings(db, club, message)) {
    await cancelSendingOfDeletedMessage(db, club, sending, now);
  }
};
