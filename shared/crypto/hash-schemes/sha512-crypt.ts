import { encrypt, verify } from 'unixcrypt';
import type { SchemeOf } from './hash-scheme.ts';

const FEWEST_ROUNDS = 1000;

/** SHA-512 crypt, on the main thread. The work also grows with the password, so the password is the one that is tried. */
export const sha512CryptScheme: SchemeOf<'sha512-crypt'> = {
  matches: async ({ hash }, password) => verify(password, hash),
  async spend({ amount }, password) {
    encrypt(password, `$6$rounds=${Math.max(FEWEST_ROUNDS, amount)}$Dj7xqPkY0R2vLc9W`);
  },
};
