import type { JsonSchema } from '#shared/domain/member-schema/schema.ts';
import { isOutsized, parseExactly } from '#shared/exact-json.ts';
import { withinJsonLimits } from '#shared/json-limits.ts';

/** A cell's value, or why it has none. */
type Cell = { readonly value: unknown } | { readonly problem: string };

export type CellReader = (text: string) => Cell;

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  '1': true,
  '0': false,
};

const BOOLEAN_WORDS = 'true, false, yes, no, 1, 0';

export const readBoolean: CellReader = (text) => {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(BOOLEANS, word)
    ? { value: BOOLEANS[word] }
    : { problem: `is not one of ${BOOLEAN_WORDS}` };
};

export const readText: CellReader = (text) => ({ value: text });

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
  (items: JsonSchema): CellReader =>
  (text) => {
    if (text.trim().startsWith('[')) {
      const value = fromJson(text);
      return Array.isArray(value) ? { value } : { problem: 'begins like a JSON array and is none' };
    }
    const read = readerOf(items);
    const cells = text.split(';').flatMap((item) => (item.trim() === '' ? [] : [read(item.trim())]));
    const wrong = cells.findIndex((cell) => 'problem' in cell);
    const problem = cells[wrong];
    if (problem && 'problem' in problem) return { problem: `item ${wrong + 1} ${problem.problem}` };
    return { value: cells.map((cell) => ('value' in cell ? cell.value : undefined)) };
  };

const READERS: Readonly<Record<string, (schema: JsonSchema) => CellReader>> = {
  boolean: () => readBoolean,
  integer: () => readInteger,
  number: () => readNumber,
  array: (schema) => readArray(objectOf(schema['items'])),
  object: () => readObject,
  string: () => readText,
};

const objectOf = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};

const typesOf = ({ type }: JsonSchema): string[] =>
  (Array.isArray(type) ? type : [type]).filter((name): name is string => typeof name === 'string');

/** Of several types the first in the table that can read the cell; text can read all. */
export const readerOf = (schema: JsonSchema): CellReader => {
  const types = typesOf(schema);
  const readers = Object.entries(READERS).flatMap(([type, make]) =>
    types.includes(type) ? [make(schema)] : [],
  );
  if (readers.length === 0) return readText;
  return (text) => {
    const cells = readers.map((read) => read(text));
    return cells.find((cell) => 'value' in cell) ?? cells[0] ?? { value: text };
  };
};
