import { LoyaltyError } from '#shared/errors.ts';
import { retry } from '#shared/retry.ts';
import type { Runtime } from '#shared/runtime.ts';

const isUnavailable = (error: unknown): boolean => error instanceof LoyaltyError && error.code === 'busy';

/** Retries a call while the table is unavailable: at most six seconds of pauses in all. */
export const retryWhileUnavailable = <T>({ sleep, random }: Runtime, call: () => Promise<T>): Promise<T> =>
  retry(call, isUnavailable, { sleep, random, attempts: 5, baseMs: 400, capMs: 3200 });
