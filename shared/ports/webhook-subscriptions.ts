import { findSubscriptions } from '#shared/data/webhooks/subscriptions.ts';
import type { Subscription } from '#shared/domain/webhooks/subscription.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { DIRECTORY_TTL_SECONDS } from './directory.ts';
import { expiringCache } from './expiring-cache.ts';

/** The subscriptions to changes of a club's members; cached as the club is, so that a club without any costs nothing. */
export const subscriptionsOf: Port<(club: string) => Promise<readonly Subscription[]>> = (runtime) => {
  const db = runtime.use(database);
  return expiringCache({
    ttlSeconds: DIRECTORY_TTL_SECONDS,
    maxEntries: 200,
    now: () => runtime.now(),
    load: async (club) => (await findSubscriptions(db, club))?.entity ?? [],
  });
};
