import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LinkPurpose } from '#shared/domain/confirmations/one-time-token.ts';
import type { KeySource } from './key-ring.ts';

/** Whose token it is, and what for. */
interface TokenSubject {
  readonly purpose: LinkPurpose;
  readonly club: string;
  readonly member: number;
}

/** Tokens that are good once or for a time; what is stored of them is their hash. */
export interface OneTimeTokens {
  /** 64 lower-case hex digits, the form of the documented examples (contract §2.13). */
  issue(subject: TokenSubject): Promise<string>;
  /** Whether this deployment made the token for this subject; it says so also when nothing is stored of it any more. */
  isIssued(token: string, subject: TokenSubject): Promise<boolean>;
}

/** 128 random bits cannot be guessed, and neither can 128 bits of a MAC (NIST SP 800-107, 5.3.3). */
const BYTES = 16;
const DIGITS = 2 * BYTES;

const macOf = async (ring: KeySource, random: string, { purpose, club, member }: TokenSubject) => {
  const keys = await ring();
  // The oldest: a link that was mailed before a rotation can still be renewed.
  const key = keys.key(keys.firstKid, 'one-time-token');
  if (!key) throw new TypeError('The first key is not on the ring');
  const mac = createHmac('sha256', key).update(JSON.stringify([purpose, club, member, random]));
  return mac.digest().subarray(0, BYTES);
};

/** The first half is random, the second half is the MAC of the first half and of the subject. */
export const createOneTimeTokens = (ring: KeySource): OneTimeTokens => ({
  async issue(subject) {
    const random = randomBytes(BYTES).toString('hex');
    return random + (await macOf(ring, random, subject)).toString('hex');
  },
  async isIssued(token, subject) {
    const mac = Buffer.from(token.slice(DIGITS), 'hex');
    return mac.length === BYTES && timingSafeEqual(mac, await macOf(ring, token.slice(0, DIGITS), subject));
  },
});

/** What is stored of a token. Plain SHA-256 is enough: the random bits cannot be guessed. */
export const hashOneTimeToken = (token: string): string => createHash('sha256').update(token).digest('hex');
