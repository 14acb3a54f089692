import { LoyaltyError, serviceUnavailable } from './errors.ts';
import { pauses, type RetryOptions } from './retry.ts';

/** What was read has changed before the write. */
export const CONFLICT = Symbol('conflict');

/** A 409 for callers that change a record which others keep changing. */
export const recordConflict = (): LoyaltyError => new LoyaltyError('conflict', { retryAfter: 1 });

interface ConflictOptions {
  /** Tries in all. */
  readonly attempts?: number;
  /** The error when the last try conflicts, too. */
  readonly exhausted?: () => Error;
}

const ATTEMPTS = 6;

/**
 * Five seconds in all at most, well below the timeout of a function: enough for dozens of writers of one record, one
 * after the other.
 */
const PAUSES = { baseMs: 160, capMs: 2500 } as const;

const recordChanging = () => serviceUnavailable(new Error('The record kept changing'));

/**
 * Optimistic locking: reads, decides and writes again while others write in between, each time after a longer pause.
 * @param work gives `CONFLICT` when its write was refused because of another one
 * @throws LoyaltyError busy, unless `exhausted` gives another error
 */
export const retryOnConflict = async <T>(
  { sleep, random }: Pick<RetryOptions, 'sleep' | 'random'>,
  work: () => Promise<T | typeof CONFLICT>,
  { attempts = ATTEMPTS, exhausted = recordChanging }: ConflictOptions = {},
): Promise<T> => {
  const pause = pauses({ ...PAUSES, attempts, sleep, random });
  for (;;) {
    const result = await work();
    if (result !== CONFLICT) return result;
    if (!(await pause())) throw exhausted();
  }
};
