import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LoyaltyError } from '#shared/errors.ts';
import type { Db } from '../table/db.ts';
import { writeConditionally } from '../table/send.ts';
import type { TransactWrite } from '../table/transact.ts';
import { type HeldKey, type KeptReply, keptFrom, keyOf, keyTtl } from './key-item.ts';

/** A stored reply beside the other attributes of its item, of at most 400 KB. */
const REPLY_MAX_BYTES = 350_000;

/** The key is another request's by now, or was replied to. */
const KEY_LOST = 'idempotency-key';

export const keyInUse = (retryAfter: number): LoyaltyError =>
  new LoyaltyError('idempotency_key_in_use', { retryAfter });

/** @throws LoyaltyError idempotency_key_in_use when a transaction was refused because of its key */
export const requireHeldKey = (failedChecks: readonly string[]): void => {
  if (failedChecks.includes(KEY_LOST)) throw keyInUse(1);
};

const ending = (db: Db, { ref, holder }: HeldKey, state: 'released' | 'done', set: object = {}) => {
  const attributes = Object.entries({ state, ...set });
  return {
    TableName: db.table,
    Key: keyOf(ref),
    UpdateExpression: `SET ${attributes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'holder = :holder AND #state = :running',
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
      ':holder': holder,
      ':running': 'running',
    },
  };
};

const keeping = (db: Db, key: HeldKey, reply: KeptReply, now: Date) => {
  const kept = keptFrom(reply);
  if (kept.reply.byteLength > REPLY_MAX_BYTES) {
    throw new LoyaltyError('body_too_large', {
      message: 'The reply is too large to be kept for its Idempotency-Key; send the request without one',
    });
  }
  return ending(db, key, 'done', { ...kept, ttl: keyTtl(now) });
};

/** Keeps the reply, in the transaction of the effect; refused when the key is another request's by now. */
export const keepReplyWrite = (db: Db, key: HeldKey, reply: KeptReply, now: Date): TransactWrite => ({
  write: { Update: keeping(db, key, reply, now) },
  checkName: KEY_LOST,
});

/**
 * Keeps the reply of a request whose effect is no transaction.
 * @returns false when another request of the same effect has kept its own meanwhile, or this one a moment ago
 */
export const keepReply = (db: Db, key: HeldKey, reply: KeptReply, now: Date): Promise<boolean> =>
  writeConditionally(db, new UpdateCommand(keeping(db, key, reply, now)));

/** Gives the key back: the request was refused, and may be sent again or be mended. */
export const releaseIdempotencyKey = (db: Db, key: HeldKey): Promise<boolean> =>
  writeConditionally(db, new UpdateCommand(ending(db, key, 'released')));
