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
import { cancelled, cancelledWithMessage } from '#shared/domain/messaging/sending-execution.ts';
import { SENDING_STATUS_RULES, statusGroup } from '#shared/domain/messaging/sending-status.ts';
import { recordConflict } from '#shared/retry-on-conflict.ts';
import { updateSendingState } from './move-sending.ts';

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

/** How often a sending may move under whoever cancels it: its workers do, from status to status. */
const MOST_TRIES = 6;

/** @throws LoyaltyError conflict when it moves every time */
const abort = async (db: Db, club: string, first: Versioned<SendingState>, now: Date): Promise<void> => {
  const { id, message_id } = first.entity;
  let sending: Versioned<SendingState> | undefined = first;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    if (!sending || !SENDING_STATUS_RULES[sending.entity.status].cancellable) return;
    const message = await findMessage(db, club, message_id);
    if (!message) return;
    if (await updateSendingState(db, club, { sending, message }, cancelled(sending.entity, now))) return;
    sending = await findSendingState(db, club, id);
  }
  throw recordConflict();
};

/**
 * Cancels the sendings of a message that are being executed, before it is deleted: from the deletion on nothing
 * may go out. One that begins meanwhile raises the message's version, so the deletion starts over and finds it.
 */
export const abortSendings = async (db: Db, club: string, id: number, now: Date): Promise<void> => {
  for await (const sending of readSendings(db, club, id)) await abort(db, club, sending, now);
};

/** Ends a sending whose message is gone; it may be stale by now, and then another does it. */
export const cancelWithMessage = async (
  db: Db,
  club: string,
  seen: Versioned<SendingState>,
  now: Date,
): Promise<void> => {
  if (statusGroup(seen.entity.status) === 'final') return;
  const after = cancelledWithMessage(seen.entity, now);
  await transact(db, sendingStateWrites(db, club, { seen, after }));
};

/**
 * Ends the sendings of a deleted message. It tidies up: without its message a sending is neither found nor
 * executed, should this be cut short.
 */
export const cancelSendingsOf = async (db: Db, club: string, message: number, now: Date): Promise<void> => {
  for await (const sending of readSendings(db, club, message)) {
    await cancelWithMessage(db, club, sending, now);
  }
};
