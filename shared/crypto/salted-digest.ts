import { createHash } from 'node:crypto';
import type { SaltedDigestForm } from '#shared/domain/sessions/hash-forms/salted-digest.ts';

type Recipe = Pick<SaltedDigestForm, 'digest' | 'order' | 'salt'>;

/** How a password becomes the digest: `sha1,salt-password,<salt>`. */
export const recipeText = ({ digest, order, salt }: Recipe): string => [digest, order, salt].join(',');

/** The digest of a password, lower-case hex. @param recipe as `recipeText` writes it */
export const saltedDigest = (recipe: string, password: string): string => {
  const [digest = '', order, salt = ''] = recipe.split(',');
  const parts = [Buffer.from(salt, 'base64url'), Buffer.from(password)];
  if (order === 'password-salt') parts.reverse();
  return createHash(digest).update(Buffer.concat(parts)).digest('hex');
};
