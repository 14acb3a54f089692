import { createHash } from 'node:crypto';
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { encryptDirect } from './direct-jwe.ts';
import { FIRST_RELEASE_TYPE, readFirstReleaseToken } from './first-release-unsubscribe.ts';
import { currentKey, type KeyRing, type KeySource, keyForClub } from './key-ring.ts';

/** Whose mails of which address a token ends. */
interface Subscription {
  readonly club: string;
  readonly member: number;
  /** Canonical address. */
  readonly email: string;
}

export interface VerifiedToken {
  readonly club: string;
  /** Who had the address when the mail went out. */
  readonly member: number;
  /** Nothing where the address is too long for a token, and in tokens of the first release. */
  readonly email: string | undefined;
  /** @param email a canonical address */
  isFor(email: string): boolean;
}

/** Unsubscribe tokens: sealed, without state and without expiry (contract §2.13). */
export interface UnsubscribeTokens {
  /** At most 200 letters, digits, `-`, `_` and `.`, good in a path; the club's own, and it does not spell the club. */
  issue(subscription: Subscription): Promise<string>;
  /**
   * @param presented a token, or the last part of a link: `<club>.<token>`
   * @param club where the caller knows it
   * @returns nothing when the text is no token of this deployment and club
   */
  verify(presented: string, club?: string): Promise<VerifiedToken | undefined>;
}

/** Longer texts are no tokens; refusing them early bounds the work. */
const LONGEST = 1024;
/** Bytes that a token of 200 characters has room for, beside its header, nonce and tag (RFC 7516). */
const LONGEST_CONTENT = 66;

const digest = (email: string): string => createHash('sha256').update(email).digest('base64url').slice(0, 22);

/** The member, and its address or, where that has no room, the digest of it, which holds no `@`. */
const contentOf = ({ member, email }: Subscription): Uint8Array => {
  const whole = new TextEncoder().encode(`${member} ${email}`);
  return whole.length <= LONGEST_CONTENT ? whole : new TextEncoder().encode(`${member} ${digest(email)}`);
};

/** The key agreement of `dir` is empty: its part is left out, so that no path holds `..`. */
const withoutKeyPart = (jwe: string): string => jwe.replace('..', '.');
/** Those of the first release have three parts, and are as they were issued. */
const withKeyPart = (token: string): string =>
  token.split('.').length === 4 ? token.replace('.', '..') : token;

const headerOf = (token: string): { readonly kid?: string; readonly typ?: string } => {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return {};
  }
};

/** A token begins with an upper-case letter in its first part; a slug has none. */
const LINK = /^([a-z0-9-]{1,63})\.(.+)$/;

/** @throws whatever jose throws at text that is no token */
const open = async (keys: KeyRing, kid: string, token: string, club?: string): Promise<VerifiedToken> => {
  const key = keys.key(kid, 'club-unsubscribe');
  if (!key || club === undefined) throw new TypeError('Unknown key or club');
  const { plaintext } = await compactDecrypt(token, keyForClub(key, club), {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  const [member, address = ''] = new TextDecoder().decode(plaintext).split(' ');
  return {
    club,
    member: Number(member),
    email: address.includes('@') ? address : undefined,
    isFor: (email) => address === email || address === digest(email),
  };
};

/** A sending issues a token for each recipient, all of one club: its key is derived once. */
const lastKeyForClub = (): typeof keyForClub => {
  let last: { readonly of: Uint8Array; readonly club: string; readonly key: Uint8Array } | undefined;
  return (of, club) => {
    if (last?.of !== of || last.club !== club) last = { of, club, key: keyForClub(of, club) };
    return last.key;
  };
};

export const createUnsubscribeTokens = (ring: KeySource): UnsubscribeTokens => {
  const keyOfClub = lastKeyForClub();
  return {
    async issue(subscription) {
      const keys = await ring();
      const key = keyOfClub(currentKey(keys, 'club-unsubscribe'), subscription.club);
      return withoutKeyPart(encryptDirect(contentOf(subscription), key, { kid: keys.currentKid }));
    },
    async verify(presented, club) {
      if (presented.length > LONGEST) return undefined;
      const [, named, inLink] = LINK.exec(presented) ?? [];
      const token = withKeyPart(inLink ?? presented);
      const { kid, typ } = headerOf(token);
      if (typeof kid !== 'string') return undefined;
      const read = typ === FIRST_RELEASE_TYPE ? readFirstReleaseToken : open;
      const verified = await read(await ring(kid), kid, token, named ?? club).catch(() => undefined);
      return verified && (club ?? verified.club) === verified.club ? verified : undefined;
    },
  };
};
