import { createHmac } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import { currentKey, type KeyRing, type KeySource } from './key-ring.ts';

/** Whose mails of which address a token ends. */
interface Subscription {
  readonly club: string;
  readonly member: number;
  /** Canonical address. */
  readonly email: string;
}

/** A token whose signature is right; the address is reported as a keyed hash only, for the token is in URLs. */
interface VerifiedToken {
  readonly club: string;
  readonly member: number;
  isFor(email: string): boolean;
}

/** Unsubscribe tokens: signed, without state and without expiry, the same for the same subscription (contract §2.13). */
export interface UnsubscribeTokens {
  /** A compact JWS (RFC 7515): letters, digits, `-`, `_` and `.`, good in a path. */
  issue(subscription: Subscription): Promise<string>;
  /** @returns nothing when the text is no token of this deployment */
  verify(token: string): Promise<VerifiedToken | undefined>;
}

const TYPE = 'unsubscribe';

/** Longer texts are no tokens; refusing them early bounds the work. */
const LONGEST = 1024;

const addressHash = (key: Uint8Array, { club, member, email }: Subscription): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([club, member, email]))
    .digest('base64url');

interface Payload {
  readonly c: string;
  readonly m: number;
  readonly a: string;
}

const kidOf = (token: string): string | undefined => {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
};

const read = async (keys: KeyRing, token: string, kid: string): Promise<[Payload, Uint8Array]> => {
  const key = keys.key(kid, 'unsubscribe');
  if (!key) throw new TypeError('Unknown key');
  const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: ['HS256'] });
  if (protectedHeader.typ !== TYPE) throw new TypeError('Another kind of token');
  return [JSON.parse(new TextDecoder().decode(payload)) as Payload, key];
};

export const createUnsubscribeTokens = (ring: KeySource): UnsubscribeTokens => ({
  async issue(subscription) {
    const keys = await ring();
    const key = currentKey(keys, 'unsubscribe');
    const { club, member } = subscription;
    const payload: Payload = { c: club, m: member, a: addressHash(key, subscription) };
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'HS256', kid: keys.currentKid, typ: TYPE })
      .sign(key);
  },
  async verify(token) {
    if (token.length > LONGEST) return undefined;
    const kid = kidOf(token);
    if (kid === undefined) return undefined;
    const keys = await ring(kid);
    try {
      const [{ c: club, m: member, a }, key] = await read(keys, token, kid);
      return { club, member, isFor: (email) => addressHash(key, { club, member, email }) === a };
    } catch {
      return undefined;
    }
  },
});
