import { bounded, type HashForm, isBase64 } from './hash-form.ts';

export interface ScryptForm extends HashForm<'scrypt'> {
  /** N, a power of two. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: { readonly text: string; readonly encoding: 'base64' | 'utf8' };
  /** Base64. */
  readonly tag: string;
}

/** N times r: 128 bytes of memory each, so 128 MiB. */
const MOST_MEMORY = 2 ** 20;
/** N times r times p; most of a second. */
const MOST_WORK = 2 ** 21;

/** The PHC string, and passlib's: `$scrypt$ln=16,r=8,p=1$<salt>$<hash>`. */
const PHC =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/.]{0,128})\$([A-Za-z0-9+/.]{22,88})$/;

/** Django's: `scrypt$<N>$<salt>$<r>$<p>$<hash>`. */
const DJANGO = /^scrypt\$(\d{1,9})\$([^$\s]{1,128})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{22,88}={0,2})$/;

/** Werkzeug's, by which Flask hashes: `scrypt:<N>:<r>:<p>$<salt>$<hash in hexadecimal digits>`. */
const WERKZEUG = /^scrypt:(\d{1,9}):(\d{1,3}):(\d{1,3})\$([^$\s]{1,128})\$((?:[0-9a-f]{2}){16,64})$/;

/** Lanes over one memory: the work of a hash grows with them, and with nothing else. */
const scryptCost = ({ n, r }: Pick<ScryptForm, 'n' | 'r'>, p: number) => ({
  unit: `scrypt n=${n},r=${r}`,
  amount: p,
});

const UNIT = /^scrypt n=(\d+),r=(\d+)$/;

/** What a unit names. */
export const scryptUnit = (unit: string): Pick<ScryptForm, 'n' | 'r'> => {
  const [, n, r] = UNIT.exec(unit) ?? [];
  return { n: Number(n), r: Number(r) };
};

const read = (text: string): Pick<ScryptForm, 'n' | 'r' | 'p' | 'salt' | 'tag'> | undefined => {
  const plus = (base64: string) => base64.replaceAll('.', '+');
  const phc = PHC.exec(text);
  if (phc) {
    const [, ln, r, p, salt = '', tag = ''] = phc;
    const parameters = { n: 2 ** Number(ln), r: Number(r), p: Number(p) };
    return { ...parameters, salt: { text: plus(salt), encoding: 'base64' }, tag: plus(tag) };
  }
  const werkzeug = WERKZEUG.exec(text);
  if (werkzeug) {
    const [, n, r, p, salt = '', hex = ''] = werkzeug;
    const tag = Buffer.from(hex, 'hex').toString('base64');
    return { n: Number(n), r: Number(r), p: Number(p), salt: { text: salt, encoding: 'utf8' }, tag };
  }
  const [, n, salt = '', r, p, tag = ''] = DJANGO.exec(text) ?? [];
  if (n === undefined) return undefined;
  return { n: Number(n), r: Number(r), p: Number(p), salt: { text: salt, encoding: 'utf8' }, tag };
};

/** @see https://passlib.readthedocs.io/en/stable/lib/passlib.hash.scrypt.html */
export const readScrypt = (text: string): ScryptForm | undefined => {
  const found = read(text);
  if (!found || !isBase64(found.tag)) return undefined;
  const { n, r, p } = found;
  const isPower = n >= 2 && Number.isInteger(Math.log2(n));
  return {
    scheme: 'scrypt',
    cost: scryptCost(found, p),
    refusal:
      (isPower ? undefined : 'must have N as a power of two') ??
      bounded('N × r', n * r, [2, MOST_MEMORY]) ??
      // OpenSSL refuses to compute what RFC 7914 §2 excludes.
      (n < 2 ** (16 * r) ? undefined : 'must have N below 2^(16 × r)') ??
      bounded('p', p, [1, Math.floor(MOST_WORK / (n * r))]),
    ...found,
  };
};
