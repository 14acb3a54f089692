import { endOfString, QUOTE } from './json-limits.ts';

/**
 * JSON without rounded numbers. A double holds the integers up to 2^53 − 1 exactly; JSON.parse makes a neighbor of a
 * larger one, and of 1e400 an infinity, which JSON.stringify then writes as `null`.
 */

/** JSON.rawJSON, in Node from 22 on; the types of ES2024 lack it. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object };

/**
 * A number that a double does not hold, as it was written; JSON.stringify writes the same digits. It is callable only because
 * no schema and no rule takes a function for a value of any JSON type, so each place that has a type refuses it.
 */
interface OutsizedNumber {
  (): string;
  toJSON(): object;
}

/** Shared: a body may hold a million of them. */
const METHODS = {
  toJSON(this: OutsizedNumber): object {
    return rawJSON(this());
  },
  toString(this: OutsizedNumber): string {
    return this();
  },
};

const outsizedNumber = (text: string): OutsizedNumber => Object.assign(() => text, METHODS);

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

/** Sixteen digits or an exponent where a number may begin. Texts without them need no second pass. */
const MAY_HOLD_OUTSIZED = /(?:^|[[:,\s])-?(?:\d{16}|[\d.]+[eE]\+?\d)/;

export const mayHoldOutsizedNumber = (json: string): boolean => MAY_HOLD_OUTSIZED.test(json);

/** The characters of a number after its first, which is a digit or a minus. */
const NUMBER = /[-+.\deE]+/y;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

const endOfNumber = (json: string, start: number): number => {
  NUMBER.lastIndex = start;
  return NUMBER.test(json) ? NUMBER.lastIndex : start + 1;
};

/** Each kept number takes half a kilobyte: a body of nothing else would exceed a function's memory. */
const MAX_OUTSIZED_NUMBERS = 50_000;

export class TooManyOutsizedNumbers extends Error {
  override readonly name = 'TooManyOutsizedNumbers';
}

/** Valid JSON with each outsized number as a text; unchanged where it has none. One pass. */
const withTexts = (json: string): string => {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at + 1);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(json, at);
      const number = json.slice(at, end);
      if (isOutsized(Number(number), number)) {
        if (parts.length === 2 * MAX_OUTSIZED_NUMBERS) throw new TooManyOutsizedNumbers();
        parts.push(json.slice(copied, at), `"${number}"`);
        copied = end;
      }
      at = end - 1;
    }
  }
  return copied === 0 ? json : parts.concat(json.slice(copied)).join('');
};

/** Changes `rounded`: what is a number in it and a text in `exact`, which is alike otherwise, is an outsized number. */
const unrounded = (rounded: unknown, exact: unknown): unknown => {
  if (typeof rounded === 'number') return typeof exact === 'string' ? outsizedNumber(exact) : rounded;
  if (typeof rounded !== 'object' || rounded === null) return rounded;
  if (Array.isArray(rounded)) {
    const texts = exact as readonly unknown[];
    // The keys of a long list would be a text each.
    for (let at = 0; at < rounded.length; at += 1) rounded[at] = unrounded(rounded[at], texts[at]);
    return rounded;
  }
  const held = rounded as Record<string, unknown>;
  const texts = exact as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(held)) held[key] = unrounded(held[key], texts[key]);
  return held;
};

/**
 * Parses JSON; numbers that a double would round are kept as they were written. Without a reviver, which takes
 * about a microsecond and 70 bytes for each value of the text. @throws SyntaxError, TooManyOutsizedNumbers
 */
export const parseExactly = (json: string): unknown => {
  // Also refuses what is no JSON, which `withTexts` does not see.
  const rounded: unknown = JSON.parse(json);
  if (!mayHoldOutsizedNumber(json)) return rounded;
  const exact = withTexts(json);
  return exact === json ? rounded : unrounded(rounded, JSON.parse(exact));
};
