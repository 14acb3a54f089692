import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import type { Db } from '../table/db.ts';
import { openRecipientsKey, recipientsKey } from '../table/messaging-keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { send, writeConditionally } from '../table/send.ts';
import { RECIPIENTS } from './sendings.ts';

const MAX_ATTEMPTS = 5;

const update = async (db: Db, input: Omit<UpdateCommand['input'], 'TableName'>): Promise<boolean> => {
  return writeConditionally(db, new UpdateCommand({ TableName: db.table, ...input }));
};

/**
 * Rewrites the recipients of a sending one by one, as they are now. A list that another writer replaces meanwhile is
 * read again.
 * @param strip returns the same object where it removes nothing
 */
export const stripRecipients = async (
  db: Db,
  club: string,
  sending: number,
  strip: (recipient: RecipientPayload, place: number) => RecipientPayload,
): Promise<void> => {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const item = await RECIPIENTS.find(db, recipientsKey(club, sending));
    if (!item) return;
    const before = unpack(item.recipients);
    const after = before.map(strip);
    if (after.every((recipient, place) => recipient === before[place])) return;
    const written = await update(db, {
      Key: recipientsKey(club, sending),
      UpdateExpression: 'SET recipients = :after',
      ConditionExpression: 'recipients = :before',
      ExpressionAttributeValues: { ':after': pack(after), ':before': item.recipients },
    });
    if (written) return;
  }
  throw serviceUnavailable(new Error('The recipients keep changing'));
};

/** Sets when the recipients of an ended sending expire; of repeated calls the first counts. */
export const expireRecipients = async (db: Db, club: string, sending: number, ttl: number): Promise<void> => {
  await update(db, {
    Key: recipientsKey(club, sending),
    UpdateExpression: 'SET #ttl = :ttl',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#ttl)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':ttl': ttl },
  });
  await send(db, new DeleteCommand({ TableName: db.table, Key: { ...openRecipientsKey(club, sending) } }));
};
