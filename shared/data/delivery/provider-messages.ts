import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SentMessage } from '#shared/domain/notifications/sent-message.ts';
import type { Db } from '../table/db.ts';
import { providerMessageKey } from '../table/messaging-keys.ts';
import { type Item, readItem } from '../table/read.ts';
import { send } from '../table/send.ts';
import type { TransactWrite } from '../table/transact.ts';

/** Reports about an SMS come within three days; a fortnight is what a dead-letter queue may add. */
const TTL_SECONDS = 17 * 24 * 60 * 60;

/** A sending's partition is called `lane` in the items since the first release. */
const toItem = (sent: SentMessage): Item => {
  if (sent.type !== 'dispatch') return { ...sent };
  const { partition, ...rest } = sent;
  return { ...rest, lane: partition };
};

const fromItem = ({ lane, ...rest }: Item): SentMessage =>
  (lane === undefined ? rest : { ...rest, partition: lane }) as unknown as SentMessage;

/** @param id the provider's, of an SMS or a push message: mails carry tags instead */
const itemOf = (id: string, sent: SentMessage, now: Date) => ({
  ...providerMessageKey(id),
  kind: 'sent',
  v: 1,
  sent: toItem(sent),
  ttl: Math.ceil(now.getTime() / 1000) + TTL_SECONDS,
});

/** Lets reports find what was sent, in the transaction that writes down that it was; never refused. */
export const sentWrite = (db: Db, id: string, sent: SentMessage, now: Date): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: itemOf(id, sent, now) } },
});

/** The same outside a transaction. */
export const recordSent = async (db: Db, id: string, sent: SentMessage, now: Date): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: itemOf(id, sent, now) }));
};

/** What was sent under a provider's message id; nothing when that is not, or not yet, written down. */
export const findSent = async (db: Db, id: string): Promise<SentMessage | undefined> => {
  const item = await readItem(db, providerMessageKey(id));
  return item && fromItem(item['sent'] as Item);
};
