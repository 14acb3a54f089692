/** Failed log-ins of one kind within their window; times are Unix seconds. */
export interface Failures {
  readonly count: number;
  readonly ends_at: number;
}

/** The window starts with the first failure and forgets all of them at its end. */
export const FAILURE_WINDOW_SECONDS = 15 * 60;

/** Failures within one window, after which nothing is compared any more (design §7). */
export const FAILURE_LIMITS = {
  /** By identifier, whether or not a member has it. */
  identifier: 10,
  /** By client token: a whole shop's customers mistype less than this. */
  client: 1000,
} as const;

export type FailureKind = keyof typeof FAILURE_LIMITS;

/** Seconds until a kind may be tried again; 0 = now. The table may hold windows that are over. */
export const lockedFor = (kind: FailureKind, failures: Failures | undefined, now: number): number =>
  failures && failures.count >= FAILURE_LIMITS[kind] ? Math.max(0, failures.ends_at - now) : 0;
