import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';
import { readSlowHash, type SlowHash } from '#shared/domain/sessions/hash-forms.ts';
import { argon2Scheme } from './hash-schemes/argon2.ts';
import { bcryptScheme } from './hash-schemes/bcrypt.ts';
import type { HashScheme, SchemeOf } from './hash-schemes/hash-scheme.ts';
import { pbkdf2Scheme } from './hash-schemes/pbkdf2.ts';
import { scryptScheme } from './hash-schemes/scrypt.ts';
import { sha512CryptScheme } from './hash-schemes/sha512-crypt.ts';

const SCHEMES: { readonly [Name in SlowHash['scheme']]: SchemeOf<Name> } = {
  argon2: argon2Scheme,
  bcrypt: bcryptScheme,
  pbkdf2: pbkdf2Scheme,
  scrypt: scryptScheme,
  'sha512-crypt': sha512CryptScheme,
};

/** Whose a unit is, by its first word. */
const BY_UNIT: Readonly<Record<string, Pick<HashScheme<never>, 'spend'>>> = {
  ...SCHEMES,
  argon2d: argon2Scheme,
  argon2i: argon2Scheme,
  argon2id: argon2Scheme,
};

/** A hash that can be compared with. */
export interface ReadHash {
  readonly cost: HashCost;
  /** Costs `cost`, whatever the outcome. */
  matches(password: string): Promise<boolean>;
}

/** The hash behind a text; nothing for text of no scheme. */
export const readHash = (text: string): ReadHash | undefined => {
  const form = readSlowHash(text);
  if (!form) return undefined;
  const scheme = SCHEMES[form.scheme] as HashScheme<SlowHash>;
  return { cost: form.cost, matches: (password) => scheme.matches(form, password) };
};

/** Hashes a password to no purpose but the work. @throws TypeError for a unit of no scheme */
export const spendCost = async (cost: HashCost, password: string): Promise<void> => {
  const scheme = BY_UNIT[cost.unit.split(' ', 1)[0] ?? ''];
  if (!scheme) throw new TypeError('A hash cost of no scheme');
  await scheme.spend(cost, password);
};
