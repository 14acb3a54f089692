import { createHmac } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { isBlank, LONGEST_NORMALIZED } from '#shared/domain/sessions/password-policy.ts';
import { currentKey, type KeySource } from './key-ring.ts';
import { decoyHash, originOf, readStored, type StoredPassword, storedText } from './stored-password.ts';

/** bcrypt's work factor (2^cost rounds). */
const PASSWORD_COST = 10;

/** Hashes and compares passwords; the stored text names its scheme and pepper. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** The same password stored anew; it remembers which imported hash it came of. */
  rehash(password: string, stored: string): Promise<string>;
  /**
   * One bcrypt comparison in any case; `null`, no password, never matches and costs the same. Nor does a blank one,
   * though another system may have hashed it (contract §2.1).
   */
  matches(password: string, stored: string | null): Promise<boolean>;
  /** Whether the stored form is older than what `hash` makes now: other scheme, key or cost. */
  needsRehash(stored: string): Promise<boolean>;
}

/** NFKC, so that every keyboard types the same password; HMAC, so that bcrypt's 72 bytes always suffice. */
const peppered = (password: string, pepper: Uint8Array): string =>
  createHmac('sha256', pepper).update(password.normalize('NFKC')).digest('base64');

/** What bcrypt is given for a candidate: another system's hash knows no pepper and no normal form. */
const prepared = async (
  ring: KeySource,
  password: string,
  stored: StoredPassword,
): Promise<string | undefined> => {
  if (stored.scheme === 'bcrypt') return password;
  const pepper = (await ring(stored.kid)).key(stored.kid, 'password-pepper');
  return pepper && peppered(password, pepper);
};

/** `hmac-bcrypt:<kid>:<bcrypt>` = bcrypt(base64(HMAC-SHA-256(pepper of kid, NFKC(password)))). */
const ownHash = async (
  ring: KeySource,
  cost: number,
  password: string,
  imported?: string,
): Promise<string> => {
  const keys = await ring();
  return storedText({
    scheme: 'hmac-bcrypt',
    kid: keys.currentKid,
    hash: await bcrypt.hash(peppered(password, currentKey(keys, 'password-pepper')), cost),
    ...(imported !== undefined && { imported }),
  });
};

/** Passwords under the deployment's pepper. @param cost lower in tests only */
export const createPasswords = (ring: KeySource, cost = PASSWORD_COST): Passwords => ({
  hash: (password) => ownHash(ring, cost, password),
  rehash: (password, stored) => ownHash(ring, cost, password, originOf(stored)),
  async matches(password, stored) {
    const known = stored === null ? undefined : readStored(stored);
    // What is longer is no password of ours; refusing it early bounds the work of normalisation.
    const candidate = password.length > LONGEST_NORMALIZED ? '' : password;
    const text = known && (await prepared(ring, candidate, known));
    const decoy = peppered(candidate, currentKey(await ring(), 'password-pepper'));
    const equal = await bcrypt.compare(
      text ?? decoy,
      text === undefined ? decoyHash(cost) : (known?.hash ?? ''),
    );
    return equal && text !== undefined && candidate === password && !isBlank(password);
  },
  async needsRehash(stored) {
    const known = readStored(stored);
    if (!known) return false;
    return (
      known.scheme !== 'hmac-bcrypt' ||
      known.kid !== (await ring()).currentKid ||
      bcrypt.getRounds(known.hash) !== cost
    );
  },
});
