import { setTimeout as sleep } from 'node:timers/promises';

/** Only what will never come is waited for so long; machines are noisy. */
const PATIENCE_MS = 120_000;

/** Asks until the answer is as wanted, or the patience is over; then it is returned as it is, for the test to check. */
export const eventually = async <T>(
  ask: () => T | Promise<T>,
  isWanted: (answer: T) => boolean,
  pauseMs = 50,
): Promise<T> => {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer) || performance.now() > end) return answer;
    await sleep(pauseMs);
  }
};
