import { createCipheriv, randomBytes } from 'node:crypto';

/** NIST SP 800-38D: the nonce of GCM is 96 bits. */
const NONCE_BYTES = 12;

const base64url = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * A compact JWE (RFC 7516) of algorithm `dir` and encryption `A256GCM`, which jose opens. jose encrypts by WebCrypto,
 * which imports the key and starts a job of another thread for each text; for a token of a few bytes that is most of the
 * work.
 * @param key 32 bytes
 * @param header the other parameters of the protected header
 */
export const encryptDirect = (
  content: Uint8Array,
  key: Uint8Array,
  header: Readonly<Record<string, string>>,
): string => {
  const protectedHeader = base64url(JSON.stringify({ alg: 'dir', enc: 'A256GCM', ...header }));
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(protectedHeader));
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  return [protectedHeader, '', base64url(nonce), base64url(encrypted), base64url(cipher.getAuthTag())].join(
    '.',
  );
};
