import {
  type AttemptCounter,
  type AttemptReservation,
  reserveAttempt,
} from '#shared/data/sessions/login-failures.ts';
import type { Failures } from '#shared/domain/sessions/login-limits.ts';
import { unixSeconds } from '#shared/domain/sessions/session.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * Counts an attempt before its password is compared.
 * @throws LoyaltyError too_many_attempts, with the seconds until the next one is allowed
 */
export const reserveLoginAttempt = async (
  runtime: Runtime,
  counter: AttemptCounter,
  seen?: Failures,
): Promise<AttemptReservation> => {
  const place = await reserveAttempt(runtime.use(database), counter, unixSeconds(runtime.now()), seen);
  if (typeof place !== 'number') return place;
  runtime.use(metrics).count('LogInsLocked');
  throw new LoyaltyError('too_many_attempts', { retryAfter: place });
};
