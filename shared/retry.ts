/** How long to go on, and how the pauses are taken. Milliseconds throughout. */
export interface RetryLimits {
  /** What is left until nothing may be waited for any more; asked before each pause. */
  readonly remaining: () => number;
  /** The longest first pause; it doubles from try to try. */
  readonly base?: number;
  /** The longest pause of all. */
  readonly cap?: number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random?: () => number;
}

const BASE = 50;
const CAP = 5000;

const sleepFor = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Pauses between tries with exponential backoff and full jitter: what failed together does not come back together.
 * @returns a function that waits before the next try; false, at once, when the pause would outlast what remains
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const pauses = ({
  remaining,
  base = BASE,
  cap = CAP,
  sleep = sleepFor,
  random = Math.random,
}: RetryLimits): (() => Promise<boolean>) => {
  let longest = base;
  return async () => {
    const pause = random() * Math.min(longest, cap);
    longest = Math.min(longest * 2, cap);
    if (pause >= remaining()) return false;
    await sleep(pause);
    return true;
  };
};

/**
 * Repeats a call while it fails for a reason that passes and time is left.
 * @param passes whether the reason of a failure can be over at the next try
 * @throws what the last try threw
 */
export const retry = async <T>(
  attempt: () => Promise<T>,
  passes: (error: unknown) => boolean,
  patience: RetryLimits,
): Promise<T> => {
  const pause = pauses(patience);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error) || !(await pause())) throw error;
    }
  }
};

/** What remains of so many milliseconds from now on. */
export const within = (milliseconds: number, now: () => number = Date.now): (() => number) => {
  const end = now() + milliseconds;
  return () => end - now();
};
