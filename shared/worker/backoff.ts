import { equalJitter } from '#shared/retry.ts';

const USUAL_SECONDS = { base: 15, cap: 15 * 60 };

/**
 * Seconds until a message that failed is delivered again; nothing = when the queue's own visibility timeout is over.
 * @param deliveries so far, at least 1
 * @param random from 0 to 1
 */
export type PauseSeconds = (deliveries: number, random: number, error: unknown) => number | undefined;

/** Doubled each time up to a quarter of an hour. */
export const backoffSeconds = (deliveries: number, random: number): number =>
  Math.ceil(equalJitter(USUAL_SECONDS, deliveries - 1, random));

const SOON_SECONDS = { base: 2, cap: 30 };
const SOON_DELIVERIES = 10;
const LATER_SECONDS = { base: 5 * 60, cap: 5 * 60 };

/** Within half a minute; what had to wait ten times waits for minutes, so that a day takes some 400 deliveries. */
export const shortBackoffSeconds = (deliveries: number, random: number): number =>
  Math.ceil(
    equalJitter(deliveries <= SOON_DELIVERIES ? SOON_SECONDS : LATER_SECONDS, deliveries - 1, random),
  );
