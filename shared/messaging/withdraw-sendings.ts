import type { Db } from '../data/db.ts';
import { findSendingStates, readSendingIds, withdrawSending } from '../data/sendings.ts';
import { statusGroup } from '../domain/messaging/sending-status.ts';

const BATCH = 25;

const withdrawAll = async (db: Db, club: string, ids: readonly number[], now: string): Promise<void> => {
  const found = await findSendingStates(db, club, ids);
  const open = found.filter(({ entity }) => statusGroup(entity.status) !== 'final');
  await Promise.all(open.map((sending) => withdrawSending(db, club, sending, now)));
};

/**
 * Ends the sendings of a deleted message. It tidies up: without its message a sending is neither found nor
 * executed, should this be cut short.
 */
export const withdrawSendings = async (db: Db, club: string, message: number, now: string): Promise<void> => {
  let batch: number[] = [];
  for await (const id of readSendingIds(db, club, message)) {
    batch.push(id);
    if (batch.length < BATCH) continue;
    await withdrawAll(db, club, batch, now);
    batch = [];
  }
  await withdrawAll(db, club, batch, now);
};
