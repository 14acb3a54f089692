const FIRST_SECONDS = 15;
const LONGEST_SECONDS = 15 * 60;

/**
 * Seconds until a message that failed is delivered again; nothing = when the queue's own visibility timeout is over.
 * @param deliveries so far, at least 1
 * @param random from 0 to 1
 */
export type PauseSeconds = (deliveries: number, random: number, error: unknown) => number | undefined;

/** At most so many seconds, shaken, so that what failed together does not come back together. */
const shaken = (longest: number, random: number): number => Math.ceil(longest * (0.5 + random / 2));

/** Doubled each time up to a quarter of an hour. */
export const backoffSeconds = (deliveries: number, random: number): number =>
  shaken(Math.min(FIRST_SECONDS * 2 ** (deliveries - 1), LONGEST_SECONDS), random);

const SHORT_BACKOFF_SECONDS = 30;
const SHORT_BACKOFF_DELIVERIES = 10;
const LATER_SECONDS = 5 * 60;

/** Within half a minute; what had to wait ten times waits for minutes, so that a day takes some 400 deliveries. */
export const shortBackoffSeconds = (deliveries: number, random: number): number =>
  shaken(
    deliveries <= SHORT_BACKOFF_DELIVERIES ? Math.min(2 ** deliveries, SHORT_BACKOFF_SECONDS) : LATER_SECONDS,
    random,
  );
