import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OutgoingRef } from '#shared/domain/notifications/outgoing-ref.ts';
import { fromStoredDispatchKey, toStoredDispatchKey } from '../messaging/dispatch-keys.ts';
import { insert, type Statement } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { providerMessageKey } from '../table/messaging-keys.ts';
import { send } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';

/** Reports about an SMS come within three days; a dead-letter queue may add a fortnight. */
const TTL_SECONDS = 17 * 24 * 60 * 60;

const toStored = (ref: OutgoingRef) => {
  if (ref.type !== 'dispatch') return ref;
  const { type, club, sending } = ref;
  return { type, club, sending, ...toStoredDispatchKey(ref) };
};

const fromStored = (stored: ReturnType<typeof toStored>): OutgoingRef => {
  if (stored.type !== 'dispatch') return stored;
  const { type, club, sending } = stored;
  return { type, club, sending, ...fromStoredDispatchKey(stored) };
};

/** @param id the provider's, of an SMS or a push message: mails carry tags instead */
const PROVIDER_MESSAGE = itemType('sent', (id: string, ref: OutgoingRef, now: Date) => ({
  ...providerMessageKey(id),
  sent: toStored(ref),
  ttl: Math.ceil(now.getTime() / 1000) + TTL_SECONDS,
}));

/** Lets reports find what was sent: of two messages with one id of the provider, the first. */
export const providerMessageStatement = (db: Db, id: string, ref: OutgoingRef, now: Date): Statement =>
  insert(db, PROVIDER_MESSAGE.item(id, ref, now));

/** The same as one call. */
export const storeProviderMessage = async (
  db: Db,
  id: string,
  ref: OutgoingRef,
  now: Date,
): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: PROVIDER_MESSAGE.item(id, ref, now) }));
};

/** What was sent under a provider's message id; nothing when there is no record, or not yet. */
export const findProviderMessage = async (db: Db, id: string): Promise<OutgoingRef | undefined> => {
  const item = await PROVIDER_MESSAGE.find(db, providerMessageKey(id));
  return item && fromStored(item.sent);
};
