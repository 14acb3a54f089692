import { bounded, type HashForm } from './hash-form.ts';

export type Pbkdf2Digest = 'sha1' | 'sha256' | 'sha512';

export interface Pbkdf2Form extends HashForm<'pbkdf2'> {
  readonly digest: Pbkdf2Digest;
  readonly iterations: number;
  readonly salt: { readonly text: string; readonly encoding: 'base64' | 'utf8' };
  /** Base64. */
  readonly tag: string;
}

/** More than a second. */
const MOST_ITERATIONS = 2_000_000;

/** Bytes of a hash. */
export const TAG_BYTES = { sha1: 20, sha256: 32, sha512: 64 } as const satisfies Record<Pbkdf2Digest, number>;

/** Django's: the salt as it is, base64 with padding. */
const DJANGO = /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,9})\$([^$\s]{1,128})\$([A-Za-z0-9+/]{2,88}={0,2})$/;

/** The PHC string, and that of passlib, which writes the number alone and `.` for `+`. */
const PHC =
  /^\$pbkdf2(-sha1|-sha256|-sha512)?\$(?:i=)?(\d{1,9})(?:,l=\d{1,3})?\$([A-Za-z0-9+/.]{0,128})\$([A-Za-z0-9+/.]{2,88})$/;

const pbkdf2Cost = (digest: Pbkdf2Digest, iterations: number) => ({
  unit: `pbkdf2 ${digest}`,
  amount: iterations,
});

/** What a unit names. */
export const pbkdf2Digest = (unit: string): Pbkdf2Digest => unit.split(' ')[1] as Pbkdf2Digest;

const read = (
  text: string,
): (Pick<Pbkdf2Form, 'salt' | 'tag'> & { digest: string; iterations: string }) | undefined => {
  const django = DJANGO.exec(text);
  if (django) {
    const [, digest = '', iterations = '', salt = '', tag = ''] = django;
    return { digest, iterations, salt: { text: salt, encoding: 'utf8' }, tag };
  }
  const phc = PHC.exec(text);
  if (!phc) return undefined;
  const [, digest = '-sha1', iterations = '', salt = '', tag = ''] = phc;
  const plus = (base64: string) => base64.replaceAll('.', '+');
  return {
    digest: digest.slice(1),
    iterations,
    salt: { text: plus(salt), encoding: 'base64' },
    tag: plus(tag),
  };
};

const bytesOf = (base64: string): number => Math.floor((base64.replaceAll('=', '').length * 3) / 4);

/**
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/passwords/
 * @see https://passlib.readthedocs.io/en/stable/lib/passlib.hash.pbkdf2_digest.html
 */
export const readPbkdf2 = (text: string): Pbkdf2Form | undefined => {
  const found = read(text);
  if (!found) return undefined;
  const digest = found.digest as Pbkdf2Digest;
  const iterations = Number(found.iterations);
  const length = TAG_BYTES[digest];
  return {
    scheme: 'pbkdf2',
    cost: pbkdf2Cost(digest, iterations),
    refusal:
      bounded('iterations', iterations, [1, MOST_ITERATIONS]) ??
      // Another length is another amount of work, or an easier guess.
      (bytesOf(found.tag) === length ? undefined : `must have a hash of ${length} bytes`),
    digest,
    iterations,
    salt: found.salt,
    tag: found.tag,
  };
};
