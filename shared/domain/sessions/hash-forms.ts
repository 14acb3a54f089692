import { type Argon2Form, readArgon2 } from './hash-forms/argon2.ts';
import { type BcryptForm, readBcrypt } from './hash-forms/bcrypt.ts';
import { type Pbkdf2Form, readPbkdf2 } from './hash-forms/pbkdf2.ts';
import { readSaltedDigest, type SaltedDigestForm } from './hash-forms/salted-digest.ts';
import { readScrypt, type ScryptForm } from './hash-forms/scrypt.ts';
import { readSha512Crypt, type Sha512CryptForm } from './hash-forms/sha512-crypt.ts';

/** A hash that costs a guess something, and is verified as it is. */
export type SlowHash = Argon2Form | BcryptForm | Pbkdf2Form | ScryptForm | Sha512CryptForm;

/** A password hash in the text form of its scheme. */
export type ForeignHash = SlowHash | SaltedDigestForm;

const READERS = [readBcrypt, readArgon2, readPbkdf2, readScrypt, readSha512Crypt] as const;

/** The hash behind a text; nothing for text of no scheme. */
export const readSlowHash = (text: string): SlowHash | undefined => {
  for (const read of READERS) {
    const form = read(text);
    if (form) return form;
  }
  return undefined;
};

export const readForeignHash = (text: string): ForeignHash | undefined =>
  readSlowHash(text) ?? readSaltedDigest(text);
