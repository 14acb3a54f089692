/**
 * Most bytes of a body within a result. Lambda takes 6 MB of JSON, in which the body stands as text, so that each
 * quote and backslash of it takes one byte more; the rest is room for headers.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const REPLY_MAX_BYTES = 5_500_000;

/** What JSON takes as text within the JSON of a result. */
export const bytesInResult = (json: string): number => Buffer.byteLength(JSON.stringify(json));

/** Whether a body's JSON can be answered. Escaping makes it twice as long at most, so most need no second look. */
export const fitsResult = (json: string): boolean =>
  Buffer.byteLength(json) * 2 <= REPLY_MAX_BYTES || bytesInResult(json) <= REPLY_MAX_BYTES;
