const FIRST_SECONDS = 15;
const LONGEST_SECONDS = 15 * 60;

/**
 * Seconds until a message that failed is delivered again: doubled each time up to a quarter of an hour, and
 * shaken, so that what failed together does not come back together.
 * @param deliveries so far, at least 1
 * @param random from 0 to 1
 */
export const backoffSeconds = (deliveries: number, random: number): number => {
  const longest = Math.min(FIRST_SECONDS * 2 ** (deliveries - 1), LONGEST_SECONDS);
  return Math.ceil(longest * (0.5 + random / 2));
};
