import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SentMessage } from '#shared/domain/notifications/sent-message.ts';
import type { Db } from '../table/db.ts';
import { providerMessageKey } from '../table/messaging-keys.ts';
import { readItem } from '../table/read.ts';
import { send } from '../table/send.ts';
import type { TransactStep } from '../table/transact.ts';

/** Reports about an SMS come within three days; a fortnight is what a dead-letter queue may add. */
const KEPT_SECONDS = 17 * 24 * 60 * 60;

/** @param id the provider's, of an SMS or a push message: mails carry tags instead */
const itemOf = (id: string, sent: SentMessage, now: Date) => ({
  ...providerMessageKey(id),
  kind: 'sent',
  v: 1,
  sent,
  ttl: Math.ceil(now.getTime() / 1000) + KEPT_SECONDS,
});

/** Lets reports find what was sent, in the transaction that writes down that it was; never refused. */
export const sentStep = (db: Db, id: string, sent: SentMessage, now: Date): TransactStep => ({
  write: { Put: { TableName: db.table, Item: itemOf(id, sent, now) } },
});

/** The same outside a transaction. */
export const rememberSent = async (db: Db, id: string, sent: SentMessage, now: Date): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: itemOf(id, sent, now) }));
};

/** What was sent under a provider's message id; nothing when that is not, or not yet, written down. */
export const findSent = async (db: Db, id: string): Promise<SentMessage | undefined> =>
  (await readItem(db, providerMessageKey(id)))?.['sent'] as SentMessage | undefined;
