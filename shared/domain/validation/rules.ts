import { mailAddress } from '../common-values/mail-address.ts';
import { isJsonObject, type JsonObject, ownValue } from '../member-schema/json-value.ts';
import { canonicalEmail } from '../members/identifiers.ts';
import { canonicalMsisdn } from '../members/phone-number.ts';
import { at, type ErrorSymbol, type Options, type Problem, problem } from './problem.ts';

/** A rule validates a value and says what is wrong with it; no problem = the value is as the rule's name says. */
export type Rule = (value: unknown) => readonly Problem[];

/** A rule that holds or does not. */
export const ruleThat =
  (holds: (value: unknown) => boolean, error: ErrorSymbol, options: Options = {}): Rule =>
  (value) =>
    holds(value) ? [] : [problem(error, value, options)];

/** Rules in order, each relying on those before it: the first that finds something has the word. */
export const sequence =
  (...rules: readonly Rule[]): Rule =>
  (value) => {
    for (const rule of rules) {
      const found = rule(value);
      if (found.length > 0) return found;
    }
    return [];
  };

/** Rules that do not rely on each other: all findings. */
export const each =
  (...rules: readonly Rule[]): Rule =>
  (value) =>
    rules.flatMap((rule) => rule(value));

export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** May be left out; `null` is the same as leaving it out, or removes. */
export const optional =
  (rule: Rule): Rule =>
  (value) =>
    isAbsent(value) ? [] : rule(value);

export const required =
  (rule: Rule): Rule =>
  (value) =>
    isAbsent(value) ? [problem('presence', value)] : rule(value);

/** May be left out of an update, but not removed by it. */
export const notNullIfPresent =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined ? [] : required(rule)(value);

export const isObject = ruleThat(isJsonObject, 'must_be_an_object');

/** The value of an own key; nothing when it is no object or the key is inherited. */
export const valueAt = (object: unknown, key: string): unknown =>
  isJsonObject(object) ? ownValue(object, key) : undefined;

/** Each key of the table by its rule; other keys are none of its business. */
export const fields =
  (table: Readonly<Record<string, Rule>>): Rule =>
  (value) =>
    Object.entries(table).flatMap(([key, rule]) => at(key, rule(valueAt(value, key))));

/** An object whose keys keep the rules of the table. */
export const record = (table: Readonly<Record<string, Rule>>): Rule => sequence(isObject, fields(table));

/** A rule about the object as a whole: its findings are under `base`. */
export const atBase =
  (rule: Rule): Rule =>
  (value) =>
    at('base', rule(value));

const isArray = ruleThat(Array.isArray, 'must_be_an_array');
const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Every element by its own rule, under its index. */
export const everyElement =
  (rule: Rule): Rule =>
  (value) =>
    elements(value).flatMap((element, index) => at(index, rule(element)));

interface Sizes {
  readonly min?: number;
  readonly max?: number;
  readonly exactly?: number;
}

const SIZE_RULES: Readonly<
  Record<keyof Sizes, { error: ErrorSymbol; holds(size: number, limit: number): boolean }>
> = {
  min: { error: 'size_too_small', holds: (size, limit) => size >= limit },
  max: { error: 'size_too_large', holds: (size, limit) => size <= limit },
  exactly: { error: 'size_not_match', holds: (size, limit) => size === limit },
};

/** How many elements an array has. */
export const size = (limits: Sizes): Rule =>
  sequence(
    ...Object.entries(limits).map(([limit, number]) => {
      const { error, holds } = SIZE_RULES[limit as keyof Sizes];
      return ruleThat((value) => holds(elements(value).length, number), error, { number });
    }),
  );

export const listOfObjects = (limits: Sizes, rule: Rule): Rule =>
  sequence(
    isArray,
    ruleThat((value) => elements(value).every(isJsonObject), 'must_be_an_array_of_objects'),
    size(limits),
    everyElement(rule),
  );

const TYPES = {
  string: (value: unknown): boolean => typeof value === 'string',
  number: (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value),
  boolean: (value: unknown): boolean => typeof value === 'boolean',
} as const;

export type Scalar = keyof typeof TYPES;

/** A text, a number or a boolean. */
export const isScalar = (value: unknown): boolean => Object.values(TYPES).some((holds) => holds(value));

/** An array whose elements are of one of the types. */
export const listOfScalars = (limits: Sizes, types: readonly Scalar[]): Rule =>
  sequence(
    isArray,
    size(limits),
    ruleThat(
      (value) => elements(value).every((element) => types.some((type) => TYPES[type](element))),
      'must_have_elements_of_type',
      { type: types.join(', ') },
    ),
  );

export const isText = ruleThat(TYPES.string, 'must_be_a_string');
export const isNumber = ruleThat(TYPES.number, 'not_a_number');
export const isFlag = ruleThat(TYPES.boolean, 'must_be_a_boolean');
export const isInteger = ruleThat(Number.isSafeInteger, 'not_an_integer');

const COMPARISONS = {
  greater_than: (value: number, number: number) => value > number,
  greater_or_equal_to: (value: number, number: number) => value >= number,
  less_than: (value: number, number: number) => value < number,
  less_or_equal_to: (value: number, number: number) => value <= number,
} as const;

export const compare = (comparison: keyof typeof COMPARISONS, number: number): Rule =>
  ruleThat((value) => COMPARISONS[comparison](Number(value), number), comparison, { number });

/** Ids of records are positive integers. */
export const isId = sequence(isInteger, compare('greater_than', 0));

export const oneOf = (allowed: readonly unknown[]): Rule =>
  ruleThat((value) => allowed.includes(value), 'inclusion', { in: allowed });

export const matches = (pattern: RegExp, error: 'invalid' | 'invalid_format' = 'invalid'): Rule =>
  ruleThat((value) => pattern.test(String(value)), error, { format: pattern.source });

export const notBlank = ruleThat((value) => String(value).trim() !== '', 'blank');
export const noLongerThan = (max: number): Rule =>
  ruleThat((value) => String(value).length <= max, 'too_long', { max_length: max });
export const noShorterThan = (min: number): Rule =>
  ruleThat((value) => String(value).length >= min, 'too_short', { min_length: min });

/** @param country of the club, in which national forms are read */
export const isMsisdn = (country: string | undefined): Rule =>
  ruleThat((value) => canonicalMsisdn(String(value), country) !== undefined, 'invalid_msisdn');
/** An address that a mail can be sent to. */
export const isMailAddress = ruleThat((value) => mailAddress(value) !== undefined, 'invalid_email');
export const isEmail = ruleThat((value) => canonicalEmail(String(value)) !== undefined, 'invalid_email');

/** Characters that could start another header or another line have no place in a header (threat T16). */
const ONE_LINE = /^[^\p{Cc}\u2028\u2029]*$/u;

/** Text for people of at most so many characters. */
export const text = (max: number): Rule => sequence(isText, notBlank, noLongerThan(max));
export const line = (max: number): Rule => sequence(text(max), matches(ONE_LINE));

/** `other` must be absent where this attribute is given. */
export const excludes =
  (attribute: string, other: string): Rule =>
  (value) =>
    isAbsent(valueAt(value, attribute)) || isAbsent(valueAt(value, other))
      ? []
      : at(attribute, [
          problem('attribute_cannot_be_present_with', valueAt(value, attribute), { with: other }),
        ]);

export const asObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
