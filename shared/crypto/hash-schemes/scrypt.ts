import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type ScryptForm, scryptUnit } from '#shared/domain/sessions/hash-forms/scrypt.ts';
import type { SchemeOf } from './hash-scheme.ts';

/** On a thread of libuv's pool. */
const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Node refuses what needs more memory than this; the form has bounds of its own. */
const optionsOf = ({ n, r, p }: Pick<ScryptForm, 'n' | 'r' | 'p'>): ScryptOptions => ({
  N: n,
  r,
  p,
  maxmem: 128 * r * (n + p + 2) * 2,
});

/** scrypt (RFC 7914) by Node's own crypto. */
export const scryptScheme: SchemeOf<'scrypt'> = {
  async matches({ salt, tag, ...parameters }, password) {
    const expected = Buffer.from(tag, 'base64');
    const bytes = Buffer.from(salt.text, salt.encoding);
    return timingSafeEqual(await derive(password, bytes, expected.length, optionsOf(parameters)), expected);
  },
  async spend({ unit, amount: p }, password) {
    await derive(password, randomBytes(16), 32, optionsOf({ ...scryptUnit(unit), p }));
  },
};
