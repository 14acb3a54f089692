import { readHash } from '#shared/crypto/hash-schemes.ts';
import type { ClubPasswords } from '#shared/crypto/new-password.ts';
import { importedText } from '#shared/crypto/stored-password.ts';
import { recordHashCost } from '#shared/ports/hash-costs.ts';
import { passwords } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

/** Passwords of a club's members. */
export const clubPasswords = (runtime: Runtime, club: string): ClubPasswords => {
  const { hash, matches, parallelism } = runtime.use(passwords);
  return {
    hash,
    matches,
    parallelism,
    async imported(foreign) {
      const cost = readHash(foreign)?.cost;
      if (cost) await runtime.use(recordHashCost)(club, cost);
      return importedText(foreign);
    },
  };
};
