/** A pause that doubles from try to try: the longest first one, and the longest of all. In any unit of time. */
interface Backoff {
  readonly base: number;
  readonly cap: number;
}

const longestPause = ({ base, cap }: Backoff, n: number): number => Math.min(cap, base * 2 ** n);

/**
 * The pause between two tries of a call: anything up to the longest, so that what failed together does not come back
 * together.
 * @param n how many pauses came before
 * @param random from 0 to 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const fullJitter = (backoff: Backoff, n: number, random: number): number =>
  longestPause(backoff, n) * random;

/**
 * The pause between two deliveries of a message: at least half of the longest, because the number of deliveries says
 * how long a failure may last.
 */
export const equalJitter = (backoff: Backoff, n: number, random: number): number =>
  longestPause(backoff, n) * (0.5 + random / 2);

/** How often and how long to try again. */
export interface RetryOptions {
  readonly baseMs: number;
  readonly capMs: number;
  /** Tries in all, the first included; without it the time alone is the limit. */
  readonly attempts?: number;
  /** Milliseconds that are left; asked before each pause. Without it the attempts alone are the limit. */
  readonly remaining?: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** @returns a function that waits before the next try; false, at once, when there is none */
export const pauses = ({
  baseMs: base,
  capMs: cap,
  attempts = Number.POSITIVE_INFINITY,
  remaining = () => Number.POSITIVE_INFINITY,
  sleep,
  random,
}: RetryOptions): (() => Promise<boolean>) => {
  let n = 0;
  return async () => {
    if (n + 1 >= attempts) return false;
    const pause = fullJitter({ base, cap }, n, random());
    n += 1;
    if (pause >= remaining()) return false;
    await sleep(pause);
    return true;
  };
};

/**
 * Repeats a call while its failures are transient.
 * @param isTransient whether the next try can succeed
 * @throws what the last try threw
 */
export const retry = async <T>(
  work: () => Promise<T>,
  isTransient: (error: unknown) => boolean,
  options: RetryOptions,
): Promise<T> => {
  const pause = pauses(options);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || !(await pause())) throw error;
    }
  }
};

/** What remains of so many milliseconds from now on. */
export const within = (milliseconds: number, now: () => number): (() => number) => {
  const end = now() + milliseconds;
  return () => end - now();
};
