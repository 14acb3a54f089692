import {
  type Argon2Algorithm,
  type Argon2Parameters,
  argon2,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';
import type { HashScheme } from './hash-scheme.ts';

/** On a thread of libuv's pool. */
const derive = promisify(argon2);

/** What a hash of this scheme costs. */
export interface Argon2Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
}

/** @see https://www.rfc-editor.org/rfc/rfc9106#section-3.1 */
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/**
 * The PHC string: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, base64 without padding.
 * @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 */
const PHC =
  /^\$(argon2id?|argon2d)\$v=19\$m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

/** Passes over one memory: the work of a hash grows with them, and with nothing else. */
const costOf = (algorithm: string, memory: number, parallelism: number, passes: number): HashCost => ({
  unit: `${algorithm} m=${memory},p=${parallelism}`,
  amount: passes,
});

const UNIT = /^(argon2id?|argon2d) m=(\d+),p=(\d+)$/;

/** The scheme of new passwords. */
export const hashArgon2id = async (message: string, { memory, passes }: Argon2Cost): Promise<string> => {
  const nonce = randomBytes(SALT_BYTES);
  const parameters = { message, nonce, memory, passes, parallelism: 1, tagLength: TAG_BYTES };
  const tag = await derive('argon2id', parameters);
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${base64(nonce)}$${base64(tag)}`;
};

export const argon2idCost = ({ memory, passes }: Argon2Cost): HashCost =>
  costOf('argon2id', memory, 1, passes);

/**
 * Argon2 (RFC 9106) by Node's own crypto.
 * @see https://nodejs.org/api/crypto.html#cryptoargon2algorithm-parameters-callback
 */
export const argon2Scheme: HashScheme = {
  read(text) {
    const [, algorithm, m, t, p, salt, tag] = PHC.exec(text) ?? [];
    if (algorithm === undefined || salt === undefined || tag === undefined) return undefined;
    const expected = Buffer.from(tag, 'base64');
    const parameters: Omit<Argon2Parameters, 'message'> = {
      nonce: Buffer.from(salt, 'base64'),
      memory: Number(m),
      passes: Number(t),
      parallelism: Number(p),
      tagLength: expected.length,
    };
    return {
      cost: costOf(algorithm, parameters.memory, parameters.parallelism, parameters.passes),
      async matches(message) {
        const found = await derive(algorithm as Argon2Algorithm, { ...parameters, message });
        return timingSafeEqual(found, expected);
      },
    };
  },
  async spend({ unit, amount: passes }, message) {
    const [, algorithm, m, p] = UNIT.exec(unit) ?? [];
    const nonce = randomBytes(SALT_BYTES);
    const parameters = { message, nonce, memory: Number(m), passes, parallelism: Number(p) };
    await derive(algorithm as Argon2Algorithm, { ...parameters, tagLength: TAG_BYTES });
  },
};
