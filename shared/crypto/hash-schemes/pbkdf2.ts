import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { pbkdf2Digest, TAG_BYTES } from '#shared/domain/sessions/hash-forms/pbkdf2.ts';
import type { SchemeOf } from './hash-scheme.ts';

/** On a thread of libuv's pool. */
const derive = promisify(pbkdf2);

/** PBKDF2 (RFC 8018) by Node's own crypto. */
export const pbkdf2Scheme: SchemeOf<'pbkdf2'> = {
  async matches({ digest, iterations, salt, tag }, password) {
    const expected = Buffer.from(tag, 'base64');
    const bytes = Buffer.from(salt.text, salt.encoding);
    return timingSafeEqual(await derive(password, bytes, iterations, expected.length, digest), expected);
  },
  async spend({ unit, amount: iterations }, password) {
    const digest = pbkdf2Digest(unit);
    await derive(password, randomBytes(16), iterations, TAG_BYTES[digest], digest);
  },
};
