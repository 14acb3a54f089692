import type { ClubPasswords } from '#shared/crypto/new-password.ts';
import { storedCost } from '#shared/crypto/stored-cost.ts';
import { isOwnHash } from '#shared/crypto/stored-password.ts';
import { recordHashCost } from '#shared/ports/hash-costs.ts';
import { passwords } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

/** Passwords of a club's members. */
export const clubPasswords = (runtime: Runtime, club: string): ClubPasswords => {
  const { imported, ...port } = runtime.use(passwords);
  return {
    ...port,
    async imported(hash) {
      const stored = await imported(hash, club);
      // A hash of ours, as one over a digest is, costs what every refused log-in spends anyway.
      const cost = isOwnHash(stored) ? undefined : storedCost(stored);
      if (cost) await runtime.use(recordHashCost)(club, cost);
      return stored;
    },
  };
};
