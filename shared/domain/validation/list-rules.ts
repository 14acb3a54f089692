import { isJsonObject } from '../member-schema/json-value.ts';
import { at, type ErrorSymbol } from './problem.ts';
import { type Rule, valueSchema, withSchema } from './rule.ts';
import { isObject, ruleThat, sequence } from './rules.ts';
import { isOneOfTypes, type Scalar } from './value-rules.ts';

const isArray = ruleThat(Array.isArray, 'must_be_an_array', {}, { type: 'array' });
const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Every element by its own rule, under its index. */
export const everyElement = (rule: Rule): Rule =>
  withSchema(
    () => ({ items: valueSchema(rule) }),
    (value) => elements(value).flatMap((element, index) => at(index, rule(element))),
  );

interface Sizes {
  readonly min?: number;
  readonly max?: number;
  readonly exactly?: number;
}

interface SizeRule {
  readonly error: ErrorSymbol;
  readonly holds: (size: number, limit: number) => boolean;
  readonly keywords: readonly string[];
}

const SIZE_RULES: Readonly<Record<keyof Sizes, SizeRule>> = {
  min: { error: 'size_too_small', holds: (size, limit) => size >= limit, keywords: ['minItems'] },
  max: { error: 'size_too_large', holds: (size, limit) => size <= limit, keywords: ['maxItems'] },
  exactly: {
    error: 'size_not_match',
    holds: (size, limit) => size === limit,
    keywords: ['minItems', 'maxItems'],
  },
};

/** How many elements an array has. */
export const size = (limits: Sizes): Rule =>
  sequence(
    ...Object.entries(limits).map(([limit, number]) => {
      const { error, holds, keywords } = SIZE_RULES[limit as keyof Sizes];
      const schema = Object.fromEntries(keywords.map((keyword) => [keyword, number]));
      return ruleThat((value) => holds(elements(value).length, number), error, { number }, schema);
    }),
  );

export const listOfObjects = (limits: Sizes, rule: Rule): Rule =>
  sequence(
    isArray,
    ruleThat((value) => elements(value).every(isJsonObject), 'must_be_an_array_of_objects'),
    size(limits),
    everyElement(sequence(isObject, rule)),
  );

/** An array whose elements are of one of the types. */
export const listOfScalars = (limits: Sizes, types: readonly Scalar[]): Rule =>
  sequence(
    isArray,
    size(limits),
    ruleThat(
      (value) => elements(value).every(isOneOfTypes(types)),
      'must_have_elements_of_type',
      { type: types.join(', ') },
      { items: { type: types.length === 1 ? types[0] : types } },
    ),
  );
