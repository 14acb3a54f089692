/**
 * What became of a POST: `delivered` for good, `dropped` for good, or `failed` and to be tried again (contract §7.3).
 */
export type DeliveryOutcome = 'delivered' | 'dropped' | 'failed';

/** Answers of 4xx that say "not now": RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4. */
const LATER: readonly number[] = [408, 425, 429];

/** Content too large (RFC 9110 §15.5.14): the events may fit one by one. */
const TOO_LARGE = 413;

/** @param events in the POST */
export const outcomeOfStatus = (status: number, events: number): DeliveryOutcome => {
  if (status >= 200 && status < 300) return 'delivered';
  const isRepeated = LATER.includes(status) || (status === TOO_LARGE && events > 1);
  return status >= 400 && status < 500 && !isRepeated ? 'dropped' : 'failed';
};

const MAX_SECONDS = 24 * 60 * 60;

/** Seconds that a receiver asks to wait, at most a day; the header is seconds or a date (RFC 9110 §10.2.3). */
export const retryAfterSeconds = (header: string | undefined, now: Date): number | null => {
  if (header === undefined) return null;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(MAX_SECONDS, Math.ceil(seconds)) : null;
};
