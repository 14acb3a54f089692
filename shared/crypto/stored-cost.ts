import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';
import { readHash } from './hash-schemes.ts';
import { readStored } from './stored-password.ts';

/** What comparing with a stored password costs; nothing for text of no known scheme. */
export const storedCost = (stored: string): HashCost | undefined => {
  const known = readStored(stored);
  return known && readHash(known.hash)?.cost;
};
