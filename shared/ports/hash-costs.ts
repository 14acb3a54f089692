import { addHashCost } from '#shared/data/sessions/hash-costs.ts';
import { type HashCost, hashCostFromText, hashCostText } from '#shared/domain/sessions/hash-cost.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { expiringCache } from './expiring-cache.ts';

/** A cost that was recorded is not written again within this time. */
const TTL_SECONDS = 300;

/** Records what an imported hash costs, before it is stored: refused log-ins of the club then cost as much. */
export const recordHashCost: Port<(club: string, cost: HashCost) => Promise<void>> = (runtime) => {
  const db = runtime.use(database);
  const recorded = expiringCache({
    ttlSeconds: TTL_SECONDS,
    maxEntries: 1000,
    now: () => runtime.now(),
    load: (name) => {
      const [club = '', cost = ''] = name.split('#');
      return addHashCost(db, club, hashCostFromText(cost));
    },
  });
  return (club, cost) => recorded(`${club}#${hashCostText(cost)}`);
};
