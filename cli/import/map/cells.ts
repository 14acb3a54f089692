import type { JsonSchema } from '#shared/domain/member-schema/schema.ts';
import { isOutsized, parseExactly } from '#shared/exact-json.ts';
import { withinJsonLimits } from '#shared/json-limits.ts';
import { type BooleanWords, DEFAULT_BOOLEANS } from './booleans.ts';
import { isShortened, SHORTENED_TEXT } from './cell-faults.ts';
import { type DayReader, dayReader } from './dates.ts';

/** A cell's value, or why it has none. */
export type Cell =
  | { readonly value: unknown }
  | {
      readonly problem: string;
      /** What an import can do about it. */
      readonly hint?: string;
    };

export type CellReader = (text: string) => Cell;

/** How words and days are written in a file. */
export interface CellRules {
  readonly booleans: BooleanWords;
  readonly day: DayReader;
}

const DEFAULT_RULES: CellRules = { booleans: DEFAULT_BOOLEANS, day: dayReader() };

export const booleanReader =
  ({ booleans }: CellRules): CellReader =>
  (text) => {
    const value = booleans.get(text.trim().toLowerCase());
    return value === undefined
      ? {
          problem: `is not one of ${[...booleans.keys()].join(', ')}`,
          hint: '; pass other words with --booleans',
        }
      : { value };
  };

/** Digits that are gone cannot be read; whatever else is there is text. */
export const readText: CellReader = (text) =>
  isShortened(text) ? { problem: SHORTENED_TEXT } : { value: text };

const NO_DAY = {
  problem: 'is not a date in the form yyyy-mm-dd',
  hint: ' or that of --dates; if the file has another form, say it, as in --dates dd.mm.yyyy',
};

const DAY_MILLISECONDS = 86_400_000;

/** The days of a century that Excel counts in five digits, from its day 0. */
const serialDay = (text: string): string | undefined => {
  if (!/^\d{5}(?:[.,]\d+)?$/.test(text)) return undefined;
  const days = Math.floor(Number(text.replace(',', '.')));
  return new Date(Date.UTC(1899, 11, 30) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
};

const noDay = (text: string): Cell => {
  const serial = serialDay(text);
  if (serial !== undefined)
    return {
      problem: `is the number of a day, in Excel ${serial}`,
      hint: '. Format the column as a date, and save the file again',
    };
  return /^\d{4}-\d\d-\d\d[Tt ]\d/.test(text)
    ? { problem: 'has a time beside the day', hint: '. Format the column as a date without a time' }
    : NO_DAY;
};

const dayCellReader =
  ({ day }: CellRules): CellReader =>
  (text) => {
    const value = day(text.trim());
    return value === undefined ? noDay(text.trim()) : { value };
  };

/** A time is taken as it is; a day in the file's form is the time at which it begins in UTC. */
export const timeCellReader =
  ({ day }: CellRules, suffix: string): CellReader =>
  (text) => {
    const value = day(text.trim());
    if (value !== undefined) return { value: value + suffix };
    return /^\d{4}-\d\d-\d\d[Tt ]/.test(text.trim())
      ? { value: text.trim().replace(' ', 'T') }
      : noDay(text.trim());
  };

const readInteger: CellReader = (text) => {
  const value = Number(text.trim());
  return /^[+-]?\d+$/.test(text.trim()) && Number.isSafeInteger(value)
    ? { value }
    : { problem: 'is not a whole number' };
};

const readNumber: CellReader = (text) => {
  const value = Number(text.trim());
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text.trim()) && !isOutsized(value, text)
    ? { value }
    : { problem: 'is not a number (with a point for decimals) that can be stored exactly' };
};

const fromJson = (text: string): unknown => {
  if (!withinJsonLimits(text)) return undefined;
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
};

export const readObject: CellReader = (text) => {
  const value = fromJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { value }
    : { problem: 'is not a JSON object' };
};

/** A JSON array, or items between semicolons: `bikes_and_cars;sportwear`. */
const readArray =
  (items: JsonSchema, rules: CellRules): CellReader =>
  (text) => {
    if (text.trim().startsWith('[')) {
      const value = fromJson(text);
      return Array.isArray(value) ? { value } : { problem: 'begins like a JSON array and is none' };
    }
    const read = readerOf(items, rules);
    const cells = text.split(';').flatMap((item) => (item.trim() === '' ? [] : [read(item.trim())]));
    const wrong = cells.findIndex((cell) => 'problem' in cell);
    const problem = cells[wrong];
    if (problem && 'problem' in problem)
      return { ...problem, problem: `item ${wrong + 1} ${problem.problem}` };
    return { value: cells.map((cell) => ('value' in cell ? cell.value : undefined)) };
  };

/** Readers of texts that the schema gives a form. */
const FORMATTED: Readonly<Record<string, (rules: CellRules) => CellReader>> = {
  date: dayCellReader,
  'date-time': (rules) => timeCellReader(rules, 'T00:00:00Z'),
};

const stringReader = ({ format }: JsonSchema, rules: CellRules): CellReader =>
  (typeof format === 'string' && Object.hasOwn(FORMATTED, format) && FORMATTED[format]?.(rules)) || readText;

const READERS: Readonly<Record<string, (schema: JsonSchema, rules: CellRules) => CellReader>> = {
  boolean: (_, rules) => booleanReader(rules),
  integer: () => readInteger,
  number: () => readNumber,
  array: (schema, rules) => readArray(objectOf(schema['items']), rules),
  object: () => readObject,
  string: stringReader,
};

const objectOf = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};

const typesOf = ({ type }: JsonSchema): string[] =>
  (Array.isArray(type) ? type : [type]).filter((name): name is string => typeof name === 'string');

/** Of several types the first in the table that can read the cell; text can read all. */
export const readerOf = (schema: JsonSchema, rules: CellRules = DEFAULT_RULES): CellReader => {
  const types = typesOf(schema);
  const readers = Object.entries(READERS).flatMap(([type, make]) =>
    types.includes(type) ? [make(schema, rules)] : [],
  );
  if (readers.length === 0) return readText;
  return (text) => {
    const cells = readers.map((read) => read(text));
    return cells.find((cell) => 'value' in cell) ?? cells[0] ?? { value: text };
  };
};
