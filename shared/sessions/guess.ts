import { type Counter, type Place, reserveGuess } from '../data/log-in-failures.ts';
import type { Failures } from '../domain/log-in-limits.ts';
import { unixSeconds } from '../domain/session.ts';
import { LoyaltyError } from '../errors.ts';
import { database } from '../ports/database.ts';
import { metrics } from '../ports/metrics.ts';
import type { Runtime } from '../runtime.ts';

/**
 * Counts a guess before it is compared.
 * @throws LoyaltyError too_many_attempts, with the seconds until there is a place again
 */
export const guessAt = async (runtime: Runtime, counter: Counter, seen?: Failures): Promise<Place> => {
  const place = await reserveGuess(runtime.use(database), counter, unixSeconds(runtime.now()), seen);
  if (typeof place !== 'number') return place;
  runtime.use(metrics).count('LogInsLocked');
  throw new LoyaltyError('too_many_attempts', { retryAfter: place });
};
