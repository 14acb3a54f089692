import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';
import { argon2Cost, argon2Unit } from '#shared/domain/sessions/hash-forms/argon2.ts';
import type { SchemeOf } from './hash-scheme.ts';

/** On a thread of libuv's pool. */
const derive = promisify(argon2);

/** What a hash of ours costs. */
export interface Argon2Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
}

/** @see https://www.rfc-editor.org/rfc/rfc9106#section-3.1 */
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

/** The scheme of new passwords, as a PHC string. */
export const hashArgon2id = async (message: string, { memory, passes }: Argon2Cost): Promise<string> => {
  const nonce = randomBytes(SALT_BYTES);
  const parameters = { message, nonce, memory, passes, parallelism: 1, tagLength: TAG_BYTES };
  const tag = await derive('argon2id', parameters);
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${base64(nonce)}$${base64(tag)}`;
};

export const argon2idCost = ({ memory, passes }: Argon2Cost): HashCost =>
  argon2Cost({ variant: 'argon2id', memory, parallelism: 1 }, passes);

/**
 * Argon2 (RFC 9106) by Node's own crypto.
 * @see https://nodejs.org/api/crypto.html#cryptoargon2algorithm-parameters-callback
 */
export const argon2Scheme: SchemeOf<'argon2'> = {
  async matches({ variant, memory, passes, parallelism, salt, tag }, message) {
    const expected = Buffer.from(tag, 'base64');
    const nonce = Buffer.from(salt, 'base64');
    const parameters = { message, nonce, memory, passes, parallelism, tagLength: expected.length };
    return timingSafeEqual(await derive(variant, parameters), expected);
  },
  async spend({ unit, amount: passes }, message) {
    const { variant, memory, parallelism } = argon2Unit(unit);
    const nonce = randomBytes(SALT_BYTES);
    await derive(variant, { message, nonce, memory, passes, parallelism, tagLength: TAG_BYTES });
  },
};
