import bcrypt from 'bcryptjs';
import type { HashScheme } from './hash-scheme.ts';

/** Modular crypt format: version, cost, 22 characters of salt and 31 of hash. */
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

const SALT = 'Dj7xqPkY0R2vLc9WmT4aSe';

/** A cost of n is 2^n rounds, so every amount is a sum of hashes. */
const exponentsOf = (rounds: number): number[] =>
  [...rounds.toString(2)].reverse().flatMap((bit, exponent) => (bit === '1' ? [exponent] : []));

/** bcrypt, on the main thread: it verifies what was imported, and what earlier releases stored. */
export const bcryptScheme: HashScheme = {
  read(text) {
    const [, cost] = BCRYPT.exec(text) ?? [];
    if (cost === undefined) return undefined;
    return {
      cost: { unit: 'bcrypt', amount: 2 ** Number(cost) },
      matches: (password) => bcrypt.compare(password, text),
    };
  },
  async spend({ amount }, password) {
    for (const cost of exponentsOf(amount))
      await bcrypt.hash(password, `$2b$${String(cost).padStart(2, '0')}$${SALT}`);
  },
};
