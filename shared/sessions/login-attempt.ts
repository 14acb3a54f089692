import {
  type AttemptCounter,
  type AttemptReservation,
  reserveAttempt,
} from '#shared/data/sessions/login-failures.ts';
import type { Failures } from '#shared/domain/sessions/login-limits.ts';
import { unixSeconds } from '#shared/domain/sessions/session.ts';
import { limitExceeded } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { RateLimitNames } from '#shared/rate-limits.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * Counts an attempt before its password is compared.
 * @param limits those of the endpoint
 * @throws LoyaltyError too_many_attempts, with the seconds until the next one is allowed
 */
export const reserveLoginAttempt = async (
  runtime: Runtime,
  counter: AttemptCounter,
  limits: RateLimitNames,
  seen?: Failures,
): Promise<AttemptReservation> => {
  const place = await reserveAttempt(runtime.use(database), counter, unixSeconds(runtime.now()), seen);
  if (typeof place !== 'number') return place;
  runtime.use(metrics).count('LogInsLocked');
  throw limitExceeded('too_many_attempts', limits, place);
};
