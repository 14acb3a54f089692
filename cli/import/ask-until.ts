import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until there is an answer. @throws AbortError */
export const askUntil = async <T>(
  ask: () => Promise<T | undefined>,
  everySeconds: number,
  signal: AbortSignal,
): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(everySeconds * 1000, undefined, { signal });
  }
};
