import { LoyaltyError } from '#shared/errors.ts';
import { retry } from '#shared/retry.ts';
import type { Runtime } from '#shared/runtime.ts';

export const isUnavailable = (error: unknown): boolean =>
  error instanceof LoyaltyError && error.code === 'busy';

/**
 * Retries an idempotent call while the table is unavailable, at most six seconds of pauses in all, and once after any
 * other failure, which may be a lost answer.
 */
export const retryWhileUnavailable = <T>({ sleep, random }: Runtime, call: () => Promise<T>): Promise<T> => {
  let otherFailures = 0;
  const mayPass = (error: unknown): boolean => {
    if (isUnavailable(error)) return true;
    otherFailures += 1;
    return otherFailures === 1;
  };
  return retry(call, mayPass, { sleep, random, attempts: 5, baseMs: 400, capMs: 3200 });
};
