import type { Argon2Algorithm, Argon2Parameters, ScryptOptions } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { vi } from 'vitest';

type Crypto = typeof import('node:crypto');

let done: Record<string, number> = {};

const add = (what: string, amount: number): void => {
  done[what] = (done[what] ?? 0) + amount;
};

/**
 * Node's crypto, which also counts the work of its password hashes:
 * `vi.mock('node:crypto', async (original) => (await import('…/hash-work.ts')).counting(await original()))`.
 */
export const counting = (real: Crypto): Crypto => ({
  ...real,
  argon2(
    algorithm: Argon2Algorithm,
    parameters: Argon2Parameters,
    callback: Parameters<Crypto['argon2']>[2],
  ) {
    const { memory, parallelism, passes } = parameters;
    add(`${algorithm} m=${memory},p=${parallelism}`, passes);
    real.argon2(algorithm, parameters, callback);
  },
  pbkdf2(...call: Parameters<Crypto['pbkdf2']>) {
    add(`pbkdf2 ${call[4]}`, call[2]);
    real.pbkdf2(...call);
  },
  // The type sees the last of its overloads only.
  scrypt: ((...call: readonly [unknown, unknown, number, ScryptOptions, () => void]) => {
    const { N, r, p = 1 } = call[3];
    add(`scrypt n=${N},r=${r}`, p);
    (real.scrypt as (...given: typeof call) => void)(...call);
  }) as Crypto['scrypt'],
});

type Unixcrypt = typeof import('unixcrypt');

const roundsOf = (text: string | undefined): number => Number(/rounds=(\d+)/.exec(text ?? '')?.[1] ?? 5000);

/** The same for SHA-512 crypt: `vi.mock('unixcrypt', …)`. */
export const countingCrypt = (real: Unixcrypt): Unixcrypt => ({
  ...real,
  encrypt(password, options) {
    add('sha512-crypt', roundsOf(options));
    return real.encrypt(password, options);
  },
  verify(password, hash) {
    add('sha512-crypt', roundsOf(hash));
    return real.verify(password, hash);
  },
});

/** From here on bcrypt's rounds are counted, too, until the mocks are restored. */
export const countBcrypt = (): void => {
  for (const name of ['compare', 'hash'] as const) {
    const real = bcrypt[name] as (password: string, hash: string) => Promise<never>;
    vi.spyOn(bcrypt, name).mockImplementation((password: unknown, hash: unknown) => {
      add('bcrypt', 2 ** Number(String(hash).split('$')[2]));
      return real(String(password), String(hash));
    });
  }
};

/** The work of all password hashes while something was done: by unit, in its amount. */
export const hashWorkOf = async (what: () => Promise<unknown>): Promise<Record<string, number>> => {
  done = {};
  await what();
  return Object.fromEntries(Object.entries(done).sort());
};
