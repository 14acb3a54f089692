import { createHash } from 'node:crypto';
import type { SaltedDigestForm } from '#shared/domain/sessions/hash-forms/salted-digest.ts';

type DigestParameters = Pick<SaltedDigestForm, 'digest' | 'order' | 'salt'>;

/** How a password becomes the digest: `sha1,salt-password,<salt>`. */
export const digestParametersText = ({ digest, order, salt }: DigestParameters): string =>
  [digest, order, salt].join(',');

/** The digest of a password, lower-case hex. @param parameters as `digestParametersText` writes them */
export const saltedDigest = (parameters: string, password: string): string => {
  const [digest = '', order, salt = ''] = parameters.split(',');
  const parts = [Buffer.from(salt, 'base64url'), Buffer.from(password)];
  if (order === 'password-salt') parts.reverse();
  return createHash(digest).update(Buffer.concat(parts)).digest('hex');
};
