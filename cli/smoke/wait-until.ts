import { setTimeout as sleep } from 'node:timers/promises';
import { CheckFailed } from './assert.ts';
import type { SmokeContext } from './smoke-context.ts';

const EVERY_MS = 1000;

interface Awaited<T> {
  /** What is waited for, as a sentence. */
  readonly what: string;
  look(): Promise<T>;
  holds(seen: T): boolean;
  /** What was seen, in a few words: all that is known when the time is over. */
  describe(seen: T): string;
}

/**
 * Looks until it holds, at most as long as the run has patience.
 * @throws CheckFailed with what was seen last
 */
export const waitUntil = async <T>(
  { patience, signal }: Pick<SmokeContext, 'patience' | 'signal'>,
  { what, look, holds, describe }: Awaited<T>,
): Promise<T> => {
  const end = performance.now() + patience * 1000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() + EVERY_MS > end)
      throw new CheckFailed(`${what} within ${patience} s: no. Seen last: ${describe(seen)}`);
    await sleep(EVERY_MS, undefined, { signal });
  }
};
