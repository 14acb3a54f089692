import { createHmac } from 'node:crypto';
import type { SaltedDigestForm } from '#shared/domain/sessions/hash-forms/salted-digest.ts';
import { type ForeignHash, readForeignHash } from '#shared/domain/sessions/hash-forms.ts';
import type { KeyRing, KeySource } from './key-ring.ts';
import { digestParametersText } from './salted-digest.ts';
import { fingerprint, originOf, readStored, type StoredPassword, storedText } from './stored-password.ts';

/**
 * The fingerprint of a weak hash takes a key: without one, who has the table could guess as fast as the hash allows.
 * The first key is the same whenever keys are rotated.
 */
const keyedFingerprint = (keys: KeyRing, hash: string): string => {
  const key = keys.key(keys.firstKid, 'password-pepper');
  if (!key) throw new TypeError('The first key is not on the ring');
  return createHmac('sha256', key).update(`imported ${hash}`).digest('base64url').slice(0, 22);
};

const isWeak = (form: ForeignHash): form is SaltedDigestForm => form.scheme === 'salted-digest';

/** A slow hash is stored as it is. */
const asItIs = (form: Exclude<ForeignHash, SaltedDigestForm>, text: string, club: string): StoredPassword => {
  if (form.scheme !== 'bcrypt') return { scheme: 'imported', hash: text };
  return form.peppered ? { scheme: 'devise', club, hash: form.hash } : { scheme: 'bcrypt', hash: form.hash };
};

/**
 * Another system's hash as it is stored. A weak one is not: a hash of ours is made of it at once, and the salt is kept.
 * @param hash validated before
 * @param ownHash the hash of ours of a text, with the kid of its pepper
 */
export const storedImport = async (
  ring: KeySource,
  { hash, club }: { readonly hash: string; readonly club: string },
  ownHash: (text: string) => Promise<{ readonly kid: string; readonly hash: string }>,
): Promise<string> => {
  const form = readForeignHash(hash);
  if (!form) throw new TypeError('A hash of no scheme was not refused');
  if (!isWeak(form)) return storedText(asItIs(form, hash, club));
  const imported = keyedFingerprint(await ring(), hash);
  const digest = digestParametersText(form);
  return storedText({ scheme: 'layered-argon2id', digest, imported, ...(await ownHash(form.tag)) });
};

/** Whether a stored password came of this imported hash, replaced or not. */
export const isImportOf = async (ring: KeySource, stored: string, hash: string): Promise<boolean> => {
  const origin = originOf(stored);
  if (origin === undefined) return false;
  const form = readForeignHash(hash);
  return origin === (form && isWeak(form) ? keyedFingerprint(await ring(), hash) : fingerprint(hash));
};

/**
 * The same as far as it can be said without the keys: of a weak hash whether it has the salt, and after the first log-in
 * with it whether any hash was imported.
 */
export const couldBeImportOf = (stored: string, hash: string): boolean => {
  const form = readForeignHash(hash);
  if (!form || !isWeak(form)) return originOf(stored) === fingerprint(hash);
  const known = readStored(stored);
  if (known?.scheme === 'layered-argon2id') return known.digest === digestParametersText(form);
  return known !== undefined && 'kid' in known && known.imported !== undefined;
};
