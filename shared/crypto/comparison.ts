import { createHmac } from 'node:crypto';
import { type ReadHash, readHash } from './hash-schemes.ts';
import type { KeySource } from './key-ring.ts';
import { saltedDigest } from './salted-digest.ts';
import { readStored, type StoredAs, type StoredScheme } from './stored-password.ts';

/** NFKC, so that every keyboard types the same password; HMAC, so that the table alone is of no use to guess with. */
export const peppered = (password: string, pepper: Uint8Array): string =>
  createHmac('sha256', pepper).update(password.normalize('NFKC')).digest('base64');

/** What a candidate is made into before it is hashed; nothing where the deployment lacks a key for it. */
type Preparation = ((password: string) => string) | undefined;

const underPepper = async (ring: KeySource, { kid }: { readonly kid: string }): Promise<Preparation> => {
  const pepper = (await ring(kid)).key(kid, 'password-pepper');
  return pepper && ((password) => peppered(password, pepper));
};

/** Another system's hash knows no pepper of ours, and no normal form. */
const asItIs = async (): Promise<Preparation> => (password) => password;

const PREPARATIONS: {
  readonly [Scheme in StoredScheme]: (ring: KeySource, stored: StoredAs<Scheme>) => Promise<Preparation>;
} = {
  'hmac-argon2id': underPepper,
  'hmac-bcrypt': underPepper,
  async 'layered-argon2id'(ring, stored) {
    const prepare = await underPepper(ring, stored);
    return prepare && ((password) => prepare(saltedDigest(stored.digest, password)));
  },
  bcrypt: asItIs,
  imported: asItIs,
  async devise(ring, { club }) {
    const pepper = (await ring()).importPepper(club);
    return pepper === undefined ? undefined : (password) => `${password}${pepper}`;
  },
};

/** A stored hash, and what its scheme is given for a candidate. */
export interface Comparison {
  readonly hash: ReadHash;
  prepared(password: string): string;
}

/** Nothing for text of no known scheme, or under a key that this deployment does not have. */
export const comparisonOf = async (ring: KeySource, text: string | null): Promise<Comparison | undefined> => {
  const stored = text === null ? undefined : readStored(text);
  const hash = stored && readHash(stored.hash);
  if (!hash) return undefined;
  const prepared = await PREPARATIONS[stored.scheme](ring, stored as never);
  return prepared && { hash, prepared };
};
