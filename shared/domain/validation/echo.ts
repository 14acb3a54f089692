import { isOutsizedNumber } from '#shared/exact-json.ts';

/** Characters of a sent value that an error repeats: enough to find it again, since the sender has the rest. */
const MOST_ECHOED = 128;

/** A text as an error repeats it. */
export const echoedText = (text: string): string =>
  text.length > MOST_ECHOED ? `${text.slice(0, MOST_ECHOED).toWellFormed()}…` : text;

/**
 * A value as an error repeats it: long texts are cut, what is no text and long is left out as `null`, and a number that
 * no double holds is a text.
 */
export const echoed = (value: unknown): unknown => {
  if (typeof value === 'string' || isOutsizedNumber(value)) return echoedText(String(value));
  return (JSON.stringify(value)?.length ?? 0) > MOST_ECHOED ? null : value;
};
