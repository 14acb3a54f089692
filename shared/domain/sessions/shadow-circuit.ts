/**
 * The circuit breaker of a club's requests to the old system, with their rate: one record for all functions, so that a
 * system that is down costs a few log-ins its timeout, not every one.
 * @see https://martinfowler.com/bliki/CircuitBreaker.html
 */
export interface ShadowCircuit {
  /** The Unix second that `count` is of. */
  readonly second: number;
  /** Requests in it. */
  readonly count: number;
  /** Failures since the last answer. */
  readonly failures: number;
  /** Unix seconds; counts from `OPENS_AFTER` failures on. */
  readonly open_until: number;
}

/** So many failures in a row open the circuit. */
export const OPENS_AFTER = 3;
/** Seconds for which nothing is asked; then one request tries. */
export const OPEN_SECONDS = 30;

/**
 * Whether a request may be sent: as the `first` of its second, as a `further` one, or as the `trial` of a half-open
 * circuit; `over` the rate and with an `open` circuit it may not.
 */
export type Admission = 'first' | 'further' | 'trial' | 'over' | 'open';

/** @param now Unix seconds. @param rate requests a second */
export const admissionOf = (
  { second, count, failures, open_until }: ShadowCircuit,
  now: number,
  rate: number,
): Admission => {
  if (failures >= OPENS_AFTER) return now < open_until ? 'open' : 'trial';
  // Another function's clock may be ahead: its second is used up first.
  if (second < now) return 'first';
  return count < rate ? 'further' : 'over';
};
