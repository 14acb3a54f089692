import { createHash } from 'node:crypto';

/** A password as the table keeps it. */
export type StoredPassword =
  | {
      /** Ours: `hmac-bcrypt:<kid>:<bcrypt>` or, taken over from another system, `…:<fingerprint>`. */
      readonly scheme: 'hmac-bcrypt';
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
  const [scheme, ...rest] = text.split(':');
  if (scheme === 'bcrypt' && rest.length === 1) return { scheme, hash: rest[0] ?? '' };
  const [kid, hash, imported] = rest;
  if (scheme !== 'hmac-bcrypt' || kid === undefined || hash === undefined) return undefined;
  return { scheme, kid, hash, ...(imported !== undefined && { imported }) };
};

export const storedText = (stored: StoredPassword): string =>
  stored.scheme === 'bcrypt'
    ? `bcrypt:${stored.hash}`
    : ['hmac-bcrypt', stored.kid, stored.hash, ...(stored.imported ? [stored.imported] : [])].join(':');

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

/** A well-formed hash that nothing is known to match: comparing with it costs what a real comparison costs. */
export const decoyHash = (cost: number): string =>
  `$2b$${String(cost).padStart(2, '0')}$${'Dj7xqPkY0R2vLc9WmT4aSe'}${'N1oKz5hGfB8uXyQ3wEiJtVrMpCdAl6s'}`;
