import { createHmac } from 'node:crypto';
import bcrypt from 'bcryptjs';
import type { KeyRing } from './key-ring.ts';

/** bcrypt's work factor (2^cost rounds). */
export const PASSWORD_COST = 10;

/** Hashes and compares passwords; the stored text names its scheme and pepper. */
export interface Passwords {
  hash(password: string): Promise<string>;
  matches(password: string, stored: string): Promise<boolean>;
}

const SCHEME = 'hmac-bcrypt';

/** NFKC, so that every keyboard types the same password; HMAC, so that bcrypt's 72 bytes always suffice. */
const prepared = (password: string, pepper: Uint8Array): string =>
  createHmac('sha256', pepper).update(password.normalize('NFKC')).digest('base64');

/** `hmac-bcrypt:<kid>:<bcrypt>` = bcrypt(base64(HMAC-SHA-256(pepper of kid, NFKC(password)))). */
export const createPasswords = (ring: () => Promise<KeyRing>, cost = PASSWORD_COST): Passwords => ({
  async hash(password) {
    const keys = await ring();
    const pepper = keys.key(keys.currentKid, 'password-pepper');
    if (!pepper) throw new TypeError('The current key is not on the ring');
    return `${SCHEME}:${keys.currentKid}:${await bcrypt.hash(prepared(password, pepper), cost)}`;
  },
  async matches(password, stored) {
    const [scheme, kid = '', hash = ''] = stored.split(':');
    const pepper = (await ring()).key(kid, 'password-pepper');
    if (scheme !== SCHEME || !pepper) return false;
    return bcrypt.compare(prepared(password, pepper), hash);
  },
});
