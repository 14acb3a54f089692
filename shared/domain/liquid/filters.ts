import { type FilterImplOptions, filters as native, Token, TokenKind, toValue } from 'liquidjs';
import { instantIn } from '../common-values/zoned-time.ts';
import { clockOf } from './clock.ts';

export type FilterHandler = Extract<FilterImplOptions, (...args: never[]) => unknown>;

/** A value as the engine prints it. */
export const textOf = (value: unknown): string => {
  const plain: unknown = toValue(value);
  if (plain === undefined || plain === null) return '';
  return Array.isArray(plain) ? plain.map(textOf).join('') : String(plain);
};

export const handlerOf = (filter: FilterImplOptions): FilterHandler =>
  typeof filter === 'function' ? filter : filter.handler;

const nativeHandler = (name: string): FilterHandler => {
  const filter = (native as Readonly<Record<string, FilterImplOptions>>)[name];
  if (!filter) throw new TypeError(`The engine has no filter ${name}`);
  return handlerOf(filter);
};

/** As Ruby reads numbers: a text without a point or an exponent is an integer. */
const isInteger = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isInteger(value) : /^\s*[+-]?\d+\s*$/.test(textOf(value));

/** An argument as the template spells it: only there `7.0` is no integer. */
const spelledInteger = (argument: unknown): boolean =>
  !(argument instanceof Token && argument.kind === TokenKind.Number && argument.getText().includes('.'));

/** A date, or a date with a time, that names no zone. */
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/;

/** `now` is the time of the rendering; a time without a zone is the club's. */
const inClubTime = (name: string): FilterHandler =>
  function (value, ...args) {
    const { now, timezone } = clockOf(this.context);
    const text = textOf(value);
    const instant = LOCAL_TIME.test(text) ? instantIn(text, timezone) : undefined;
    const local = instant && !Number.isNaN(instant.getTime()) ? instant : value;
    const moment = text === 'now' || text === 'today' ? now : local;
    return nativeHandler(name).call(this, moment, ...args);
  };

const DATE_FILTERS = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
].map((name) => [name, inClubTime(name)]);

/** Filters in which the engine differs from Shopify's Liquid. */
export const SHOPIFY_FILTERS: Readonly<Record<string, FilterHandler>> = {
  /** Integers divide to an integer, rounded down. */
  divided_by(value, divisor, ...more) {
    if (Number(textOf(divisor)) === 0) throw new Error('divided by 0');
    const quotient: unknown = nativeHandler('divided_by').call(this, value, divisor, ...more);
    const isWhole = isInteger(value) && isInteger(divisor) && spelledInteger(this.token.args[0]);
    return typeof quotient === 'number' && isWhole ? Math.floor(quotient) : quotient;
  },
  /** Code points, not UTF-16 units. */
  size(value) {
    return typeof value === 'string' ? [...value].length : nativeHandler('size').call(this, value);
  },
  /** Without a separator into code points. */
  split(value, separator) {
    if (textOf(separator) !== '') return nativeHandler('split').call(this, value, separator);
    const text = textOf(value);
    this.context.memoryLimit.use(text.length);
    return [...text];
  },
  ...Object.fromEntries(DATE_FILTERS),
};
