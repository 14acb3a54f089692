import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { statusGroup } from '#shared/domain/messaging/sending-status.ts';
import type { Db } from '../table/db.ts';
import { openRecipientsKey } from '../table/messaging-keys.ts';
import { batchesFrom } from '../table/read.ts';
import { send } from '../table/send.ts';
import { readMessages } from './messages.ts';
import { findSendingStates, OPEN_RECIPIENTS, readSendingIds } from './sendings.ts';

const BATCH = 10;

/** The sendings whose recipients may still be needed. */
export async function* readOpenRecipients(db: Db, club: string): AsyncGenerator<number> {
  for await (const { sending } of OPEN_RECIPIENTS.partition(db, openRecipientsKey(club, 0).pk)) yield sending;
}

/** Registers a sending of an earlier release. A sending that ends meanwhile only makes erasures read its recipients. */
export const registerOpenRecipients = async (db: Db, club: string, sending: number): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: OPEN_RECIPIENTS.item(club, sending) }));
};

/** Sendings that have not ended and have recipients, found by every message of the club. */
export async function* findOpenRecipients(db: Db, club: string): AsyncGenerator<number> {
  for await (const { id, tally } of readMessages(db, club)) {
    if (tally.draft + tally.pending === 0) continue;
    for await (const ids of batchesFrom(readSendingIds(db, club, id), BATCH)) {
      for (const { entity } of await findSendingStates(db, club, ids)) {
        if (statusGroup(entity.status) !== 'final' && entity.recipients_count > 0) yield entity.id;
      }
    }
  }
}
