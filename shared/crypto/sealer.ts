import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { parseExactly } from '#shared/exact-json.ts';
import { encryptDirect } from './direct-jwe.ts';
import { currentKey, type KeyPurpose, type KeySource } from './key-ring.ts';

const deflate = promisify(gzip);
const inflate = promisify(gunzip);

/** Seals what must not be in a queue in clear: personal data and passwords. */
export interface Sealer {
  /** @param context what the content belongs to; it opens only under the same context */
  seal(content: unknown, context: string): Promise<string>;
  /** @throws SealBroken when the text was changed, belongs elsewhere, or its key is gone */
  unseal(sealed: string, context: string): Promise<unknown>;
}

export class SealInvalidError extends Error {
  override readonly name = 'SealBroken';
}

const MAX_CONTENT_BYTES = 16 * 1024 * 1024;

const headerOf = (sealed: string): { kid: string; ctx: unknown } => {
  try {
    const { kid = '', ctx } = decodeProtectedHeader(sealed) as { kid?: string; ctx?: string };
    return { kid, ctx };
  } catch (cause) {
    throw new SealInvalidError('The seal has no header', { cause });
  }
};

/** JWE (RFC 7516) `dir` with A256GCM over gzipped JSON; key and context are in the protected header. */
export const createSealer = (ring: KeySource, purpose: KeyPurpose = 'bulk-chunk'): Sealer => ({
  async seal(content, context) {
    const keys = await ring();
    const key = currentKey(keys, purpose);
    const header = { kid: keys.currentKid, ctx: context };
    return encryptDirect(await deflate(JSON.stringify(content)), key, header);
  },
  async unseal(sealed, context) {
    const { kid, ctx } = headerOf(sealed);
    const keys = await ring(kid);
    try {
      const key = keys.key(kid, purpose);
      if (!key || ctx !== context) throw new SealInvalidError('Unknown key or other context');
      const { plaintext } = await compactDecrypt(sealed, key, { contentEncryptionAlgorithms: ['A256GCM'] });
      return parseExactly((await inflate(plaintext, { maxOutputLength: MAX_CONTENT_BYTES })).toString());
    } catch (cause) {
      throw cause instanceof SealInvalidError
        ? cause
        : new SealInvalidError('The seal does not open', { cause });
    }
  },
});
