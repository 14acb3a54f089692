import { countRequest } from '#shared/data/table/throttles.ts';
import { database } from '#shared/ports/database.ts';
import { limitExceeded } from './errors.ts';
import { type AvailableQuota, RATE_LIMITS, type RateLimitName } from './rate-limits.ts';
import type { Runtime } from './runtime.ts';

/**
 * Counts a request of a client token for a club.
 * @returns what is left to the client in this window
 * @throws LoyaltyError too_many_requests, busy
 */
export const takeFromQuota = async (
  runtime: Runtime,
  { club, client }: { readonly club: string; readonly client: number },
  name: RateLimitName,
): Promise<AvailableQuota> => {
  const now = runtime.now();
  const { quota, window } = RATE_LIMITS[name];
  const count = await countRequest(runtime.use(database), { club, client, what: name, window }, now);
  const seconds = window - (Math.floor(now.getTime() / 1000) % window);
  if (count > quota) throw limitExceeded('too_many_requests', [name], seconds);
  return { of: [name], remaining: quota - count, seconds };
};
