import { createHash } from 'node:crypto';

/** A password as the table keeps it, by the first word of its text. */
interface StoredForms {
  /** Ours: `hmac-argon2id:<kid>:<hash>` or, taken over from another system, `…:<fingerprint>`. */
  'hmac-argon2id': OwnPassword;
  /** Of the releases before. */
  'hmac-bcrypt': OwnPassword;
  /** A weak digest of another system under a hash of ours: `layered-argon2id:<kid>:<digest>:<hash>:<fingerprint>`. */
  'layered-argon2id': OwnPassword & {
    /** How a password becomes the digest (`salted-digest.ts`). */
    readonly digest: string;
  };
  /** Another system's, until the member logs in: `bcrypt:<hash>`, and `imported:<hash>` of other schemes. */
  bcrypt: ImportedPassword;
  imported: ImportedPassword;
  /** Another system's bcrypt hash of password and pepper: `devise:<club>:<bcrypt>`. */
  devise: ImportedPassword & {
    /** Whose pepper it is. */
    readonly club: string;
  };
}

interface OwnPassword {
  readonly kid: string;
  readonly hash: string;
  /** Fingerprint of the hash that was imported, so that importing it again is no change. */
  readonly imported?: string | undefined;
}

interface ImportedPassword {
  readonly hash: string;
}

export type StoredScheme = keyof StoredForms;

export type StoredAs<Scheme extends StoredScheme> = StoredForms[Scheme] & { readonly scheme: Scheme };

export type StoredPassword = { [Scheme in StoredScheme]: StoredAs<Scheme> }[StoredScheme];

type Parse = (scheme: never, rest: string) => StoredPassword | undefined;

/** The text of no hash and of no kid has a colon; a hash of another system may. */
const own = (scheme: 'hmac-argon2id' | 'hmac-bcrypt', rest: string): StoredPassword | undefined => {
  const [kid, hash, imported] = rest.split(':');
  return kid === undefined || hash === undefined ? undefined : { scheme, kid, hash, imported };
};

const layered = (scheme: 'layered-argon2id', rest: string): StoredPassword | undefined => {
  const [kid, digest, hash, imported] = rest.split(':');
  if (kid === undefined || digest === undefined || hash === undefined) return undefined;
  return { scheme, kid, digest, hash, imported };
};

const whole = (scheme: 'bcrypt' | 'imported', hash: string): StoredPassword => ({ scheme, hash });

const devise = (scheme: 'devise', rest: string): StoredPassword | undefined => {
  const [club, hash] = rest.split(':');
  return club === undefined || hash === undefined ? undefined : { scheme, club, hash };
};

const PARSERS = {
  'hmac-argon2id': own,
  'hmac-bcrypt': own,
  'layered-argon2id': layered,
  bcrypt: whole,
  imported: whole,
  devise,
} as const satisfies Readonly<Record<StoredScheme, Parse>>;

/** @returns nothing for text of no known scheme */
export const readStored = (text: string): StoredPassword | undefined => {
  const at = text.indexOf(':');
  const name = text.slice(0, at);
  if (at < 0 || !Object.hasOwn(PARSERS, name)) return undefined;
  return (PARSERS[name as StoredScheme] as Parse)(name as never, text.slice(at + 1));
};

/** Whether a stored password is a hash of ours, of a password or of another system's digest. */
export const isOwnHash = (stored: string): boolean => {
  const known = readStored(stored);
  return known !== undefined && 'kid' in known;
};

export const storedText = (stored: StoredPassword): string => {
  const { scheme, hash } = stored;
  const before = 'kid' in stored ? stored.kid : 'club' in stored ? stored.club : undefined;
  const digest = 'digest' in stored ? stored.digest : undefined;
  const imported = 'imported' in stored ? stored.imported : undefined;
  return [scheme, before, digest, hash, imported].filter((part) => part !== undefined).join(':');
};

/** Text by which an imported hash is recognised after it was replaced; nothing can be computed back from it. */
export const fingerprint = (hash: string): string =>
  createHash('sha256').update(hash).digest('base64url').slice(0, 22);

/** The fingerprint of the imported hash that a stored password came of, if it did. */
export const originOf = (stored: string): string | undefined => {
  const known = readStored(stored);
  if (!known) return undefined;
  if ('kid' in known) return known.imported;
  return fingerprint(known.scheme === 'devise' ? `{devise}${known.hash}` : known.hash);
};
