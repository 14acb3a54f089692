import { LoyaltyError } from '#shared/errors.ts';
import type { Runtime } from '#shared/runtime.ts';

const TRIES = 5;
const FIRST_PAUSE_MS = 200;

/** Does what must not be given up because the table is busy for a moment: some six seconds in all. */
export const retryWhileUnavailable = async <T>(runtime: Runtime, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof LoyaltyError && error.code === 'busy';
      if (!isBusy || attempt === TRIES) throw error;
      await runtime.sleep(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + runtime.random() / 2));
    }
  }
};
