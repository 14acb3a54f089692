import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { serviceUnavailable } from '#shared/errors.ts';
import type { Db } from '../table/db.ts';
import { ttlFrom } from '../table/retention.ts';
import { writeConditionally } from '../table/send.ts';
import { type HeldKey, KEY, type KeptReply, type KeyRef, keyOf, keyTtl, replyFrom } from './key-item.ts';

export type KeyClaim =
  | { readonly outcome: 'held'; readonly key: HeldKey }
  | { readonly outcome: 'done'; readonly reply: KeptReply }
  | { readonly outcome: 'running'; readonly lockedUntil: string }
  /** Another request was answered under it. */
  | { readonly outcome: 'reused' };

interface Claiming {
  /** Of the request: what must be the same. */
  readonly fingerprint: string;
  readonly lockSeconds: number;
  readonly now: Date;
}

/** Stores the key, where there is none that lives. */
const storeKey = (db: Db, key: HeldKey, { fingerprint, now }: Claiming, until: string): Promise<boolean> =>
  writeConditionally(
    db,
    new PutCommand({
      TableName: db.table,
      Item: KEY.item(key, fingerprint, until, now),
      ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':now': ttlFrom(now.toISOString(), 0) },
    }),
  );

/** Takes a key over whose request ended without a reply: it was refused, or its function died. */
const takeOver = (
  db: Db,
  key: HeldKey,
  seen: string,
  { fingerprint, now }: Claiming,
  until: string,
): Promise<boolean> =>
  writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: keyOf(key.ref),
      UpdateExpression:
        'SET holder = :holder, fingerprint = :fingerprint, #state = :running, locked_until = :until, #ttl = :ttl',
      ConditionExpression: 'holder = :seen AND #state <> :done',
      ExpressionAttributeNames: { '#state': 'state', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':holder': key.holder,
        ':fingerprint': fingerprint,
        ':running': 'running',
        ':until': until,
        ':ttl': keyTtl(now),
        ':seen': seen,
        ':done': 'done',
      },
    }),
  );

const MAX_ROUNDS = 5;

/** Claims a key for a request. Of any number of requests at a time one holds it. */
export const claimIdempotencyKey = async (db: Db, ref: KeyRef, claiming: Claiming): Promise<KeyClaim> => {
  const { fingerprint, lockSeconds, now } = claiming;
  const until = new Date(now.getTime() + lockSeconds * 1000).toISOString();
  const key: HeldKey = { ref, holder: db.uuid(), uuid: db.uuid() };
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    if (await storeKey(db, key, claiming, until)) return { outcome: 'held', key };
    const item = await KEY.find(db, keyOf(ref));
    if (!item || item.ttl <= ttlFrom(now.toISOString(), 0)) continue;
    if (item.holder === key.holder) return { outcome: 'held', key };
    if (item.state === 'done') {
      if (item.fingerprint !== fingerprint) return { outcome: 'reused' };
      return { outcome: 'done', reply: replyFrom(item) };
    }
    if (item.state === 'running' && item.locked_until > now.toISOString())
      return { outcome: 'running', lockedUntil: item.locked_until };
    const own = { ...key, uuid: item.uuid };
    if (await takeOver(db, own, item.holder, claiming, until)) return { outcome: 'held', key: own };
  }
  throw serviceUnavailable(new Error('The idempotency key does not hold still'));
};
