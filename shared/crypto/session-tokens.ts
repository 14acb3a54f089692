import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import { isTokenClaims, type TokenClaims } from '#shared/domain/sessions/session.ts';
import type { KeySource } from './key-ring.ts';

/** Makes and reads the tokens that members carry; to callers they are opaque text. */
export interface SessionTokens {
  /** Names the key that new tokens are signed with. */
  currentKid(): Promise<string>;
  /**
   * A pure function of its arguments: the same claims under the same key give the same text.
   * @throws TypeError when the ring does not know the key
   */
  sign(claims: TokenClaims, kid: string): Promise<string>;
  /** What a token says, if we made it; whether it still counts is not asked. Nothing is read from the table. */
  read(token: string): Promise<TokenClaims | undefined>;
}

/** Ours are about 300 characters; longer text is not worth hashing. */
const LONGEST_TOKEN = 1024;
const ALGORITHM = 'HS256';

const kidOf = (token: string): string | undefined => {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
};

const verified = async (token: string, key: Uint8Array): Promise<unknown> => {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [ALGORITHM] });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
};

/** JWS (RFC 7515) in compact form, HS256, with the claims of RFC 7519 that `domain/session.ts` names. */
export const createSessionTokens = (ring: KeySource): SessionTokens => ({
  currentKid: async () => (await ring()).currentKid,
  async sign(claims, kid) {
    const key = (await ring(kid)).key(kid, 'session-token');
    if (!key) throw new TypeError('The key of a session is not on the ring');
    return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
      .sign(key);
  },
  async read(token) {
    if (token.length > LONGEST_TOKEN) return undefined;
    const kid = kidOf(token);
    if (kid === undefined) return undefined;
    const key = (await ring(kid)).key(kid, 'session-token');
    const claims = key && (await verified(token, key));
    return isTokenClaims(claims) ? claims : undefined;
  },
});
