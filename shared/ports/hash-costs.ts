import { addHashCost } from '#shared/data/sessions/hash-costs.ts';
import { type HashCost, hashCostFromText, hashCostText } from '#shared/domain/sessions/hash-cost.ts';
import { TOO_MANY_COSTS } from '#shared/domain/sessions/password-hash.ts';
import { LoyaltyError } from '#shared/errors.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { expiringCache } from './expiring-cache.ts';

/** A cost that was recorded is not written again within this time. */
const TTL_SECONDS = 300;

/**
 * Records what an imported hash costs, before it is stored: refused log-ins of the club then cost as much.
 * @throws LoyaltyError member_invalid where the club has too many costs already
 */
export const recordHashCost: Port<(club: string, cost: HashCost) => Promise<void>> = (runtime) => {
  const db = runtime.use(database);
  const recorded = expiringCache({
    ttlSeconds: TTL_SECONDS,
    maxEntries: 1000,
    now: () => runtime.now(),
    load: async (name) => {
      const [club = '', cost = ''] = name.split('#');
      if (!(await addHashCost(db, club, hashCostFromText(cost))))
        throw new LoyaltyError('member_invalid', { details: { password_hash: TOO_MANY_COSTS } });
    },
  });
  return (club, cost) => recorded(`${club}#${hashCostText(cost)}`);
};
