/**
 * JSON without rounded numbers. A double holds the integers up to 2^53 − 1 exactly; JSON.parse makes a neighbor of a
 * larger one, and of 1e400 an infinity, which JSON.stringify then writes as `null`.
 */

/** JSON.parse source text access, in Node from 22 on; the types of ES2024 lack it. */
interface SourceTextAccess {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
}

const sourceText = JSON as unknown as SourceTextAccess;

/**
 * A number that a double does not hold, as it was written; JSON.stringify writes the same digits. It is callable only because
 * no schema and no rule takes a function for a value of any JSON type, so each place that has a type refuses it.
 */
interface OutsizedNumber {
  (): string;
  toJSON(): object;
}

const outsizedNumber = (text: string): OutsizedNumber =>
  Object.assign(() => text, { toJSON: () => sourceText.rawJSON(text), toString: () => text });

/** In parsed JSON nothing else is callable. */
export const isOutsizedNumber = (value: unknown): value is OutsizedNumber => typeof value === 'function';

/** Every outsized number in a value, in order, as it was written. */
export const outsizedNumbersIn = (value: unknown): readonly string[] => {
  if (isOutsizedNumber(value)) return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(outsizedNumbersIn) : [];
};

const significantDigits = (number: string): string =>
  number
    .replace(/[eE].*/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');

/**
 * An integer beyond ±(2^53 − 1), which may be a rounded neighbor of another (RFC 8259 §6), or what is larger than every
 * double. With an exponent a number is no integer that was counted: it may be as large as a double holds all its digits.
 */
export const isOutsized = (value: number, source: string): boolean => {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return false;
  return !/[eE]/.test(source) || significantDigits(source) !== significantDigits(String(value));
};

/** Sixteen digits or an exponent where a number may begin. Texts without them need no reviver, which costs much more. */
const MAY_HOLD_OUTSIZED = /(?:^|[[:,\s])-?(?:\d{16}|[\d.]+[eE]\+?\d)/;

export const mayHoldOutsizedNumber = (json: string): boolean => MAY_HOLD_OUTSIZED.test(json);

/** Parses JSON; numbers that a double would round are kept as they were written. @throws SyntaxError */
export const parseExactly = (json: string): unknown =>
  mayHoldOutsizedNumber(json)
    ? sourceText.parse(json, (_key, value, { source = '' }) =>
        typeof value === 'number' && isOutsized(value, source) ? outsizedNumber(source) : value,
      )
    : JSON.parse(json);
