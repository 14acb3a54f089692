import { outsizedNumbersIn } from '#shared/exact-json.ts';
import { mailAddress } from '../common-values/mail-address.ts';
import { canonicalEmail } from '../members/identifiers.ts';
import { canonicalMsisdn } from '../members/phone-number.ts';
import { problem } from './problem.ts';
import { type Rule, withSchema } from './rule.ts';
import { ruleThat, sequence } from './rules.ts';

const TYPES = {
  string: (value: unknown): boolean => typeof value === 'string',
  number: (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value),
  boolean: (value: unknown): boolean => typeof value === 'boolean',
} as const;

export type Scalar = keyof typeof TYPES;
export const SCALARS = ['string', 'number', 'boolean'] as const satisfies readonly Scalar[];

export const isOneOfTypes =
  (types: readonly Scalar[]) =>
  (value: unknown): boolean =>
    types.some((type) => TYPES[type](value));

export const isText = ruleThat(TYPES.string, 'must_be_a_string', {}, { type: 'string' });
export const isNumber = ruleThat(TYPES.number, 'not_a_number', {}, { type: 'number' });
export const isFlag = ruleThat(TYPES.boolean, 'must_be_a_boolean', {}, { type: 'boolean' });
/** The document does not say that integers end at 2^53: beyond, programs read JSON differently (RFC 8259 §6). */
export const isInteger = ruleThat(Number.isSafeInteger, 'not_an_integer', {}, { type: 'integer' });

/** For what is stored and rendered as it is: a number that no double holds would be another in the text. */
export const hasExactNumbers: Rule = (value) =>
  outsizedNumbersIn(value).map((text) => problem('not_a_number', text));

const COMPARISONS = {
  greater_than: { holds: (value: number, number: number) => value > number, keyword: 'exclusiveMinimum' },
  greater_or_equal_to: { holds: (value: number, number: number) => value >= number, keyword: 'minimum' },
  less_than: { holds: (value: number, number: number) => value < number, keyword: 'exclusiveMaximum' },
  less_or_equal_to: { holds: (value: number, number: number) => value <= number, keyword: 'maximum' },
} as const;

export const compare = (comparison: keyof typeof COMPARISONS, number: number): Rule => {
  const { holds, keyword } = COMPARISONS[comparison];
  return ruleThat((value) => holds(Number(value), number), comparison, { number }, { [keyword]: number });
};

/** Ids of records are positive integers. */
export const isId = withSchema(
  () => ({ type: 'integer', minimum: 1 }),
  sequence(isInteger, compare('greater_than', 0)),
);

export const matches = (pattern: RegExp, error: 'invalid' | 'invalid_format' = 'invalid'): Rule =>
  ruleThat(
    (value) => pattern.test(String(value)),
    error,
    { format: pattern.source },
    { pattern: pattern.source },
  );

export const notBlank = ruleThat((value) => String(value).trim() !== '', 'blank', {}, { pattern: '\\S' });

/** In code points, as JSON Schema counts; a text of twice as many code units is longer in any case. */
const lengthOf = (value: unknown, most: number): number => {
  const text = String(value);
  return text.length > 2 * most ? text.length : [...text].length;
};

export const noLongerThan = (max: number): Rule =>
  ruleThat((value) => lengthOf(value, max) <= max, 'too_long', { max_length: max }, { maxLength: max });
export const noShorterThan = (min: number): Rule =>
  ruleThat((value) => lengthOf(value, min) >= min, 'too_short', { min_length: min }, { minLength: min });

/** @param country of the club, in which national forms are read */
export const isMsisdn = (country: string | undefined): Rule =>
  ruleThat((value) => canonicalMsisdn(String(value), country) !== undefined, 'invalid_msisdn');
/** An address that a mail can be sent to. */
export const isMailAddress = ruleThat((value) => mailAddress(value) !== undefined, 'invalid_email');
export const isEmail = ruleThat((value) => canonicalEmail(String(value)) !== undefined, 'invalid_email');

/** Characters that could start another header or another line have no place in a header (threat T16). */
const CONTROLS = '\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029';
const ONE_LINE = new RegExp(`^[^${CONTROLS}]*$`);
/** With a character that is no space, too: a schema has one pattern. */
const LINE_WITH_TEXT = `^[^${CONTROLS}]*[^\\s${CONTROLS}][^${CONTROLS}]*$`;

/** Text for people of at most so many characters. */
export const text = (max: number): Rule => sequence(isText, notBlank, noLongerThan(max));
export const line = (max: number): Rule =>
  withSchema(
    () => ({ type: 'string', pattern: LINE_WITH_TEXT, maxLength: max }),
    sequence(text(max), matches(ONE_LINE)),
  );
