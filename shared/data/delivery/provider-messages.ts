import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SentMessage } from '#shared/domain/notifications/sent-message.ts';
import type { Db } from '../table/db.ts';
import { providerMessageKey } from '../table/messaging-keys.ts';
import { send } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';

/** Reports about an SMS come within three days; a dead-letter queue may add a fortnight. */
const TTL_SECONDS = 17 * 24 * 60 * 60;

/** A sending's partition is called `lane` in the items since the first release. */
const toStored = (sent: SentMessage) => {
  if (sent.type !== 'dispatch') return sent;
  const { partition: lane, ...rest } = sent;
  return { ...rest, lane };
};

const fromStored = (stored: ReturnType<typeof toStored>): SentMessage => {
  if (stored.type !== 'dispatch') return stored;
  const { lane: partition, ...rest } = stored;
  return { ...rest, partition };
};

/** @param id the provider's, of an SMS or a push message: mails carry tags instead */
const SENT = itemType('sent', (id: string, sent: SentMessage, now: Date) => ({
  ...providerMessageKey(id),
  sent: toStored(sent),
  ttl: Math.ceil(now.getTime() / 1000) + TTL_SECONDS,
}));

/** Lets reports find what was sent, in the transaction that records its outcome; never refused. */
export const sentWrite = (db: Db, id: string, sent: SentMessage, now: Date): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: SENT.item(id, sent, now) } },
});

/** The same outside a transaction. */
export const recordSent = async (db: Db, id: string, sent: SentMessage, now: Date): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: SENT.item(id, sent, now) }));
};

/** What was sent under a provider's message id; nothing when there is no record, or not yet. */
export const findSent = async (db: Db, id: string): Promise<SentMessage | undefined> => {
  const item = await SENT.find(db, providerMessageKey(id));
  return item && fromStored(item.sent);
};
