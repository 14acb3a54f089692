import { idempotencyKeyKey } from '../table/keys.ts';
import { type Packed, pack, unpack } from '../table/packed.ts';
import { ttlFrom } from '../table/retention.ts';
import { itemType } from '../table/stored-items.ts';

/** Keys are kept for a day after their last use, and replies for a day after their effect (contract §1.11). */
const TTL_SECONDS = 24 * 60 * 60;

/** A caller's key, by its hash. */
export interface KeyRef {
  readonly club: string;
  readonly client: number;
  readonly hash: string;
}

/** A key that one request holds until its lock ends. */
export interface HeldKey {
  readonly ref: KeyRef;
  readonly holder: string;
  /** The same for all requests with the key while it lives, so that what they name is the same. */
  readonly uuid: string;
}

export interface KeptReply {
  readonly status: number;
  readonly body: unknown;
  /** Keys of the request that had no effect, as the reply names them. */
  readonly ignored?: readonly string[];
}

/** What the key of an answered request has beside the rest. Keys of the first release have no `ignored`. */
interface Kept {
  readonly status: number;
  readonly reply: Packed<unknown>;
  readonly ignored: readonly string[];
}

export const keyOf = ({ club, client, hash }: KeyRef) => idempotencyKeyKey(club, client, hash);

export const keyTtl = (now: Date): number => ttlFrom(now.toISOString(), TTL_SECONDS);

export const KEY = itemType(
  'idempotency-key',
  ({ ref, holder, uuid }: HeldKey, fingerprint: string, lockedUntil: string, now: Date) => ({
    ...keyOf(ref),
    fingerprint,
    holder,
    uuid,
    state: 'running' as 'running' | 'released' | 'done',
    locked_until: lockedUntil,
    ttl: keyTtl(now),
    ...({} as Partial<Kept>),
  }),
);

export const keptFrom = ({ status, body, ignored = [] }: KeptReply): Kept => ({
  status,
  reply: pack(body),
  ignored,
});

export const replyFrom = ({ status, reply, ignored = [] }: Partial<Kept>): KeptReply => {
  if (!reply) throw new TypeError('An answered idempotency key has no reply');
  return { status: Number(status), body: unpack(reply), ignored };
};
