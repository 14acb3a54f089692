import { LoyaltyError } from '#shared/errors.ts';
import { retry } from '#shared/retry.ts';
import type { Runtime } from '#shared/runtime.ts';

const isBusy = (error: unknown): boolean => error instanceof LoyaltyError && error.code === 'busy';

/** Does what must not be given up because the table is busy for a moment: at most six seconds of pauses in all. */
export const retryWhileUnavailable = <T>({ sleep, random }: Runtime, work: () => Promise<T>): Promise<T> =>
  retry(work, isBusy, { sleep, random, attempts: 5, baseMs: 400, capMs: 3200 });
