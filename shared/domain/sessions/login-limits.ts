/** Guesses of one kind within their window; times are Unix seconds. */
export interface Failures {
  readonly count: number;
  readonly ends_at: number;
}

/** The window starts with the first guess and forgets all of them at its end. */
export const FAILURE_WINDOW_SECONDS = 15 * 60;

/** Guesses within one window (architecture §6). */
export const FAILURE_LIMITS = {
  /** Of a member, or of an identifier that nobody has: after these nothing is compared any more. */
  identifier: 10,
  /** Failures through a client token: after these only whom the client knows goes on. */
  client: 1000,
} as const;

type FailureKind = keyof typeof FAILURE_LIMITS;

/** How long a client knows a member who has logged in through it. */
export const KNOWN_SECONDS = 30 * 24 * 60 * 60;

/** Seconds until a kind may be tried again; 0 = now. The table may hold windows that are over. */
export const lockedFor = (kind: FailureKind, failures: Failures | undefined, now: number): number =>
  failures && failures.count >= FAILURE_LIMITS[kind] ? Math.max(0, failures.ends_at - now) : 0;

/** @param success when the member last logged in through the client, in Unix seconds */
export const isKnown = (success: number | undefined, now: number): boolean =>
  success !== undefined && success > now - KNOWN_SECONDS;
