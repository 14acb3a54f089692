import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LoyaltyError, serviceUnavailable } from '#shared/errors.ts';
import type { Db } from '../table/db.ts';
import { idempotencyKeyKey } from '../table/keys.ts';
import { type Packed, packed, unpacked } from '../table/packed.ts';
import { ttlFrom } from '../table/retention.ts';
import { writeConditionally } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';

/** Keys are kept for a day (contract §1.11). */
const TTL_SECONDS = 24 * 60 * 60;

/** A stored reply beside the other attributes of its item, of at most 400 KB. */
const REPLY_MAX_BYTES = 350_000;

/** A caller's key, by its hash. */
export interface KeyRef {
  readonly club: string;
  readonly client: number;
  readonly hash: string;
}

export interface KeptReply {
  readonly status: number;
  readonly body: unknown;
}

/** A key that one request holds until its lock ends. */
export interface HeldKey {
  readonly ref: KeyRef;
  readonly holder: string;
  /** The same for all requests with the key, so that what they name is the same. */
  readonly uuid: string;
}

export type KeyClaim =
  | { readonly outcome: 'held'; readonly key: HeldKey }
  | { readonly outcome: 'done'; readonly reply: KeptReply }
  | { readonly outcome: 'running'; readonly lockedUntil: string }
  /** It came with another request. */
  | { readonly outcome: 'reused' };

interface Claiming {
  /** Of the request: what must be the same. */
  readonly fingerprint: string;
  readonly lockSeconds: number;
  readonly now: Date;
}

const KEY = itemType(
  'idempotency-key',
  ({ ref, holder, uuid }: HeldKey, fingerprint: string, lockedUntil: string, now: Date) => ({
    ...idempotencyKeyKey(ref.club, ref.client, ref.hash),
    fingerprint,
    holder,
    uuid,
    state: 'running' as 'running' | 'released' | 'done',
    locked_until: lockedUntil,
    ttl: ttlFrom(now.toISOString(), TTL_SECONDS),
    ...({} as { readonly status?: number; readonly reply?: Packed<unknown> }),
  }),
);

const keyOf = ({ club, client, hash }: KeyRef) => idempotencyKeyKey(club, client, hash);

/** Stores the key, where no request holds it: it is new, expired, or its request was refused and is now another one. */
const storeKey = (db: Db, key: HeldKey, { fingerprint, now }: Claiming, until: string): Promise<boolean> =>
  writeConditionally(
    db,
    new PutCommand({
      TableName: db.table,
      Item: KEY.item(key, fingerprint, until, now),
      ConditionExpression:
        'attribute_not_exists(pk) OR #ttl <= :now OR (#state = :released AND fingerprint <> :fingerprint)',
      ExpressionAttributeNames: { '#ttl': 'ttl', '#state': 'state' },
      ExpressionAttributeValues: {
        ':now': ttlFrom(now.toISOString(), 0),
        ':released': 'released',
        ':fingerprint': fingerprint,
      },
    }),
  );

/** Takes the key of the same request over, which ended without a reply: it was refused, or its function died. */
const takeOver = (db: Db, key: HeldKey, seen: string, until: string): Promise<boolean> =>
  writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: keyOf(key.ref),
      UpdateExpression: 'SET holder = :holder, #state = :running, locked_until = :until',
      ConditionExpression: 'holder = :seen AND #state <> :done',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':holder': key.holder,
        ':running': 'running',
        ':until': until,
        ':seen': seen,
        ':done': 'done',
      },
    }),
  );

const MAX_ROUNDS = 5;

/** Claims a key for a request. Of any number of equal requests at a time one holds it. */
export const claimIdempotencyKey = async (db: Db, ref: KeyRef, claiming: Claiming): Promise<KeyClaim> => {
  const { fingerprint, lockSeconds, now } = claiming;
  const until = new Date(now.getTime() + lockSeconds * 1000).toISOString();
  const key: HeldKey = { ref, holder: db.uuid(), uuid: db.uuid() };
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    if (await storeKey(db, key, claiming, until)) return { outcome: 'held', key };
    const item = await KEY.find(db, keyOf(ref));
    if (!item || item.ttl <= ttlFrom(now.toISOString(), 0)) continue;
    if (item.holder === key.holder) return { outcome: 'held', key };
    if (item.fingerprint !== fingerprint) {
      if (item.state === 'released') continue;
      return { outcome: 'reused' };
    }
    if (item.state === 'done' && item.reply)
      return { outcome: 'done', reply: { status: Number(item.status), body: unpacked(item.reply) } };
    if (item.state === 'running' && item.locked_until > now.toISOString())
      return { outcome: 'running', lockedUntil: item.locked_until };
    const own = { ...key, uuid: item.uuid };
    if (await takeOver(db, own, item.holder, until)) return { outcome: 'held', key: own };
  }
  throw serviceUnavailable(new Error('The idempotency key does not hold still'));
};

/** The key is another request's by now, or was replied to. */
const KEY_LOST = 'idempotency-key';

export const keyInUse = (retryAfter: number): LoyaltyError =>
  new LoyaltyError('idempotency_key_in_use', { retryAfter });

/** @throws LoyaltyError idempotency_key_in_use when a transaction was refused because of its key */
export const requireHeldKey = (failedChecks: readonly string[]): void => {
  if (failedChecks.includes(KEY_LOST)) throw keyInUse(1);
};

const ending = (
  db: Db,
  { ref, holder }: HeldKey,
  set: string,
  values: Readonly<Record<string, unknown>>,
) => ({
  TableName: db.table,
  Key: keyOf(ref),
  UpdateExpression: `SET #state = :state${set}`,
  ConditionExpression: 'holder = :holder AND #state = :running',
  ExpressionAttributeNames: { '#state': 'state', ...(set !== '' && { '#status': 'status' }) },
  ExpressionAttributeValues: { ':holder': holder, ':running': 'running', ...values },
});

const keeping = (db: Db, key: HeldKey, { status, body }: KeptReply) => {
  const reply = packed(body);
  if (reply.byteLength > REPLY_MAX_BYTES) {
    throw new LoyaltyError('body_too_large', {
      message: 'The reply is too large to be kept for its Idempotency-Key; send the request without one',
    });
  }
  return ending(db, key, ', #status = :status, reply = :reply', {
    ':state': 'done',
    ':status': status,
    ':reply': reply,
  });
};

/** Keeps the reply, in the transaction of the effect; refused when the key is another request's by now. */
export const keepReplyWrite = (db: Db, key: HeldKey, reply: KeptReply): TransactWrite => ({
  write: { Update: keeping(db, key, reply) },
  checkName: KEY_LOST,
});

/** Keeps the reply of a request whose effect is no transaction, or that had none. */
export const keepReply = (db: Db, key: HeldKey, reply: KeptReply): Promise<boolean> =>
  writeConditionally(db, new UpdateCommand(keeping(db, key, reply)));

/** Gives the key back: the request was refused, and may be sent again or be mended. */
export const releaseIdempotencyKey = (db: Db, key: HeldKey): Promise<boolean> =>
  writeConditionally(db, new UpdateCommand(ending(db, key, '', { ':state': 'released' })));
