import bcrypt from 'bcryptjs';
import type { SchemeOf } from './hash-scheme.ts';

const SALT = 'Dj7xqPkY0R2vLc9WmT4aSe';

/** A cost of n is 2^n rounds, so every amount is a sum of hashes. */
const exponentsOf = (rounds: number): number[] =>
  [...rounds.toString(2)].reverse().flatMap((bit, exponent) => (bit === '1' ? [exponent] : []));

/** bcrypt, on the main thread: it verifies what was imported, and what earlier releases stored. */
export const bcryptScheme: SchemeOf<'bcrypt'> = {
  matches: ({ hash }, password) => bcrypt.compare(password, hash),
  async spend({ amount }, password) {
    for (const cost of exponentsOf(amount))
      await bcrypt.hash(password, `$2b$${String(cost).padStart(2, '0')}$${SALT}`);
  },
};
