import { encrypt, verify } from 'unixcrypt';
import type { SchemeOf } from './hash-scheme.ts';

const FEWEST_ROUNDS = 1000;

/** Longer ones libxcrypt does not hash, and each round would take as much longer. */
const LONGEST_BYTES = 511;

const bounded = (password: string): string => (Buffer.byteLength(password) > LONGEST_BYTES ? '' : password);

/** SHA-512 crypt, on the main thread. The work also grows with the password, so the password is the one that is tried. */
export const sha512CryptScheme: SchemeOf<'sha512-crypt'> = {
  matches: async ({ hash }, password) => verify(bounded(password), hash) && bounded(password) === password,
  async spend({ amount }, password) {
    encrypt(bounded(password), `$6$rounds=${Math.max(FEWEST_ROUNDS, amount)}$Dj7xqPkY0R2vLc9W`);
  },
};
