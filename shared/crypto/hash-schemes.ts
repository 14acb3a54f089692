import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';
import { argon2Scheme } from './hash-schemes/argon2.ts';
import { bcryptScheme } from './hash-schemes/bcrypt.ts';
import type { HashScheme, ReadHash } from './hash-schemes/hash-scheme.ts';

/** Schemes by the first word of their units. */
const SCHEMES: Readonly<Record<string, HashScheme>> = {
  argon2id: argon2Scheme,
  bcrypt: bcryptScheme,
};

/** The hash behind a text of any scheme; nothing for other text. */
export const readHash = (text: string): ReadHash | undefined => {
  for (const scheme of new Set(Object.values(SCHEMES))) {
    const hash = scheme.read(text);
    if (hash) return hash;
  }
  return undefined;
};

/** Hashes a password to no purpose but the work. @throws TypeError for a unit of no scheme */
export const spendCost = async (cost: HashCost, password: string): Promise<void> => {
  const scheme = SCHEMES[cost.unit.split(' ', 1)[0] ?? ''];
  if (!scheme) throw new TypeError('A hash cost of no scheme');
  await scheme.spend(cost, password);
};
