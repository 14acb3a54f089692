import { claimIdempotencyKey, type KeyClaim } from '#shared/data/idempotency/claim-key.ts';
import {
  keepReply,
  keepReplyWrite,
  keyInUse,
  releaseIdempotencyKey,
} from '#shared/data/idempotency/kept-replies.ts';
import type { HeldKey, KeptReply, KeyRef } from '#shared/data/idempotency/key-item.ts';
import type { TransactWrite } from '#shared/data/table/transact.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';

/** What the effect of a request does for the key that came with it. */
export interface Idempotency {
  /** For the transaction of the effect: keeps the reply in it. Nothing where no key came. */
  writes(reply: KeptReply): readonly TransactWrite[];
  /** Names what the request creates without a name, alike for all requests with the key. */
  readonly uuid: string | undefined;
}

export const NO_KEY: Idempotency = { writes: () => [], uuid: undefined };

interface IdempotencyKeys {
  claim(ref: KeyRef, fingerprint: string, lockSeconds: number): Promise<KeyClaim>;
  /** @throws LoyaltyError body_too_large when no item can hold the reply */
  write(key: HeldKey, reply: KeptReply): TransactWrite;
  /** @returns false when a reply was kept before */
  keep(key: HeldKey, reply: KeptReply): Promise<boolean>;
  release(key: HeldKey): Promise<unknown>;
  inUse: typeof keyInUse;
}

/** Idempotency keys of callers (contract §1.11). */
export const idempotencyKeys: Port<IdempotencyKeys> = (runtime) => {
  const db = runtime.use(database);
  return {
    claim: (ref, fingerprint, lockSeconds) =>
      claimIdempotencyKey(db, ref, { fingerprint, lockSeconds, now: runtime.now() }),
    write: (key, reply) => keepReplyWrite(db, key, reply, runtime.now()),
    keep: (key, reply) => keepReply(db, key, reply, runtime.now()),
    release: (key) => releaseIdempotencyKey(db, key),
    inUse: keyInUse,
  };
};
