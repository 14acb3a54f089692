/** At most `count` in any `seconds`. */
interface Limit {
  readonly count: number;
  readonly seconds: number;
}

/** Mails of one kind to one recipient that a person asks for (threat T29). */
export const REQUESTED_MAIL_LIMITS: readonly Limit[] = [
  { count: 1, seconds: 60 },
  { count: 5, seconds: 60 * 60 },
];

const LONGEST = (allowances: readonly Limit[]): number =>
  Math.max(...allowances.map(({ seconds }) => seconds));

/**
 * The times to store when one more event happens now, or nothing when a limit is reached.
 * @param times of earlier events, ISO 8601 UTC
 */
export const countWithin = (
  times: readonly string[],
  allowances: readonly Limit[],
  now: Date,
): readonly string[] | undefined => {
  const since = (seconds: number) =>
    times.filter((time) => now.getTime() - Date.parse(time) < seconds * 1000);
  if (allowances.some(({ count, seconds }) => since(seconds).length >= count)) return undefined;
  return [...since(LONGEST(allowances)), now.toISOString()];
};
