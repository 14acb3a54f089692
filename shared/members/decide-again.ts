import { serviceUnavailable } from '#shared/errors.ts';
import type { Runtime } from '#shared/runtime.ts';

/** A value, or how to read it: what was sent is judged after the look-up of its target (contract §1.2.1). */
export type Later<T> = T | (() => T);

export const read = <T extends object>(value: Later<T>): T => (typeof value === 'function' ? value() : value);

/** Somebody wrote the member between our read and our write. */
export const STALE = Symbol('stale');

const MAX_ATTEMPTS = 6;

/**
 * Milliseconds to wait at most after an attempt: short for two writers who met, then long enough for dozens to come
 * one after the other; all together well below the timeout of the function.
 */
const longestWait = (attempt: number): number => Math.min(10 * 4 ** attempt, 2500);

/**
 * Runs a read-decide-write until nobody else wrote in between: at once, then at most five times more, each after a
 * longer random wait, so that many writers of one member come through one after the other.
 * @throws LoyaltyError busy
 */
export const decideAgain = async <T>(
  runtime: Runtime,
  attempt: () => Promise<T | typeof STALE>,
): Promise<T> => {
  for (let count = 1; count <= MAX_ATTEMPTS; count += 1) {
    const result = await attempt();
    if (result !== STALE) return result;
    if (count < MAX_ATTEMPTS) await runtime.sleep(runtime.random() * longestWait(count));
  }
  throw serviceUnavailable(new Error('The member kept changing'));
};
