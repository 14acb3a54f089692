import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import type { TokenClaims } from '#shared/domain/sessions/session.ts';
import { type KeySource, keyForClub } from './key-ring.ts';
import { parseClaims, parseFirstRelease, shortClaims } from './session-claims.ts';

/** Makes and reads the tokens that members carry; to callers they are opaque text. */
export interface SessionTokens {
  /** Names the key that new tokens are signed with. */
  currentKid(): Promise<string>;
  /**
   * A pure function of its arguments: the same claims under the same key give the same text, of 200 characters at most.
   * @throws TypeError when the ring does not know the key
   */
  sign(claims: TokenClaims, kid: string): Promise<string>;
  /**
   * What a token says, if we made it for this club; whether it still counts is not asked. Nothing is read from the
   * table.
   */
  read(token: string, club: string): Promise<TokenClaims | undefined>;
}

/** Those of the first release are about 300 characters; longer text is not worth hashing. */
const LONGEST_TOKEN = 1024;
const ALGORITHM = 'HS256';
/** The type that the header of a token of the first release names. */
const FIRST_RELEASE = 'JWT';

const headerOf = (token: string): { readonly kid?: string; readonly typ?: string } => {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return {};
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

/**
 * JWS (RFC 7515) in compact form, HS256, by a key of the club. Tokens of the first release spell their club and their
 * claims, under a key of the deployment; they are good until they expire.
 */
export const createSessionTokens = (ring: KeySource): SessionTokens => ({
  currentKid: async () => (await ring()).currentKid,
  async sign(claims, kid) {
    const key = (await ring(kid)).key(kid, 'club-session');
    if (!key) throw new TypeError('The key of a session is not on the ring');
    return new CompactSign(new TextEncoder().encode(JSON.stringify(shortClaims(claims))))
      .setProtectedHeader({ alg: ALGORITHM, kid })
      .sign(keyForClub(key, claims.club));
  },
  async read(token, club) {
    if (token.length > LONGEST_TOKEN) return undefined;
    const { kid, typ } = headerOf(token);
    if (typeof kid !== 'string') return undefined;
    const keys = await ring(kid);
    if (typ === FIRST_RELEASE) {
      const key = keys.key(kid, 'session-token');
      return key && parseFirstRelease(await verified(token, key));
    }
    const key = keys.key(kid, 'club-session');
    return key && parseClaims(await verified(token, keyForClub(key, club)), club);
  },
});
