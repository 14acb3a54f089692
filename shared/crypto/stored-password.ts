import { createHash } from 'node:crypto';

/** Schemes of ours: of this release, and of those before. */
const OWN = ['hmac-argon2id', 'hmac-bcrypt'] as const;

type OwnScheme = (typeof OWN)[number];

/** A password as the table keeps it. */
export type StoredPassword =
  | {
      /** Ours: `hmac-argon2id:<kid>:<hash>` or, taken over from another system, `…:<fingerprint>`. */
      readonly scheme: OwnScheme;
      readonly kid: string;
      readonly hash: string;
      /** Fingerprint of the hash that was imported, so that importing it again is no change. */
      readonly imported?: string;
    }
  | {
      /** Another system's, until the member logs in: `bcrypt:<bcrypt>`. */
      readonly scheme: 'bcrypt';
      readonly hash: string;
    };

/** Text by which an imported hash is recognised after it was replaced; nothing can be computed back from it. */
const fingerprint = (hash: string): string =>
  createHash('sha256').update(hash).digest('base64url').slice(0, 22);

/** @returns nothing for text of no known scheme */
export const readStored = (text: string): StoredPassword | undefined => {
  const [name, ...rest] = text.split(':');
  if (name === 'bcrypt' && rest.length === 1) return { scheme: name, hash: rest[0] ?? '' };
  const scheme = OWN.find((one) => one === name);
  const [kid, hash, imported] = rest;
  if (scheme === undefined || kid === undefined || hash === undefined) return undefined;
  return { scheme, kid, hash, ...(imported !== undefined && { imported }) };
};

export const storedText = (stored: StoredPassword): string =>
  stored.scheme === 'bcrypt'
    ? `bcrypt:${stored.hash}`
    : [stored.scheme, stored.kid, stored.hash, ...(stored.imported ? [stored.imported] : [])].join(':');

/** A hash of another system as it is stored. @param hash already validated by `domain/password-hash.ts` */
export const importedText = (hash: string): string => storedText({ scheme: 'bcrypt', hash });

/** The fingerprint of the imported hash that a stored password came of, if it did. */
export const originOf = (stored: string): string | undefined => {
  const known = readStored(stored);
  return known?.scheme === 'bcrypt' ? fingerprint(known.hash) : known?.imported;
};

/** Whether a stored password came of this imported hash, replaced or not. */
export const isDerivedFrom = (stored: string, hash: string): boolean =>
  originOf(stored) === fingerprint(hash);
