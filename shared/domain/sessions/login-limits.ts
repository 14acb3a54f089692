import { RATE_LIMITS } from '#shared/rate-limits.ts';

/** Failed attempts of one kind within their window; times are Unix seconds. */
export interface Failures {
  readonly count: number;
  readonly ends_at: number;
}

/** A window starts with the first failed attempt; its end resets the count. */
export const FAILURE_WINDOW_SECONDS = RATE_LIMITS['log-in'].window;

/** Failed attempts within one window (architecture §6). */
export const FAILURE_LIMITS = {
  /** Of a member, or of an identifier without one: after these no password is compared. */
  identifier: RATE_LIMITS['log-in'].quota,
  /** Through a client token: after these only members known to the client may log in. */
  client: RATE_LIMITS['log-in-client'].quota,
} as const;

type FailureKind = keyof typeof FAILURE_LIMITS;

/** How long a member who has logged in through a client stays known to it. */
export const KNOWN_SECONDS = 30 * 24 * 60 * 60;

/** Seconds until a kind may be tried again; 0 = now. The table may hold windows that are over. */
export const lockedFor = (kind: FailureKind, failures: Failures | undefined, now: number): number =>
  failures && failures.count >= FAILURE_LIMITS[kind] ? Math.max(0, failures.ends_at - now) : 0;

/** @param success when the member last logged in through the client, in Unix seconds */
export const isKnown = (success: number | undefined, now: number): boolean =>
  success !== undefined && success > now - KNOWN_SECONDS;
