/**
 * How long one call may take, in milliseconds; without it a connection that goes silent lasts until the function is
 * killed. The SDK only warns of a late answer unless told to throw.
 */
const patience = (requestTimeout: number) =>
  ({ connectionTimeout: 3000, requestTimeout, throwOnRequestTimeout: true }) as const;

/**
 * The SDK must not repeat a call by itself: after a time-out the caller cannot know whether the first one was sent. The time
 * is well inside the worker's own.
 */
export const NO_RETRY = { maxAttempts: 1, requestHandler: patience(10_000) } as const;

/** Calls that we repeat ourselves, with pauses of ours. */
export const RETRIED_HERE = { maxAttempts: 1, requestHandler: patience(5000) } as const;

/** Calls that may come twice; the SDK repeats them by itself. */
export const RETRIED_BY_SDK = { requestHandler: patience(5000) } as const;
