import type { FuncKeywordDefinition } from 'ajv';
import { decimalPlaces, isMultiple } from './decimal.ts';
import { FORMATS } from './formats.ts';
import { canonicalJson } from './json-value.ts';
import { FAULT_KEYWORD } from './prepare-schema.ts';

/**
 * Keywords that compare JSON values, in place of ajv's own: those call `valueOf` of the values, which a member may send
 * as a property (`{"valueOf": 1}`), and compare every pair of items.
 */
export const equalityKeywords: readonly FuncKeywordDefinition[] = [
  {
    keyword: 'enum',
    schemaType: 'array',
    errors: false,
    compile: (members: readonly unknown[]) => {
      const allowed = new Set(members.map(canonicalJson));
      return (value: unknown) => allowed.has(canonicalJson(value));
    },
  },
  {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    validate: (unique: boolean, items: readonly unknown[]) =>
      !unique || new Set(items.map(canonicalJson)).size === items.length,
  },
];

/**
 * Keywords that validate one plain value. `format` replaces ajv's because that looks names up in a plain object
 * (`"format":"constructor"` would find something); `multipleOf` because ajv's divides doubles.
 */
export const valueKeywords: readonly FuncKeywordDefinition[] = [
  {
    keyword: 'format',
    type: 'string',
    schemaType: 'string',
    errors: false,
    validate: (format: string, text: string) => FORMATS.get(format)?.matches(text) ?? true,
  },
  ...['multipleOf', 'divisibleBy'].map(
    (keyword): FuncKeywordDefinition => ({
      keyword,
      type: 'number',
      schemaType: 'number',
      errors: false,
      validate: isMultiple,
    }),
  ),
  {
    keyword: 'maxDecimal',
    type: 'number',
    schemaType: 'number',
    errors: false,
    validate: (most: number, value: number) => decimalPlaces(value) <= most,
  },
  { keyword: FAULT_KEYWORD, schemaType: 'string', errors: false, validate: () => false },
];
