import type { ConditionType } from '#shared/vocabulary.ts';
import { everyElement, listOfScalars } from '../validation/list-rules.ts';
import { at, type ErrorSymbol } from '../validation/problem.ts';
import { type Rule, withSchema } from '../validation/rule.ts';
import {
  depending,
  fields,
  isAbsent,
  required,
  ruleThat,
  sequence,
  valueAt,
  when,
} from '../validation/rules.ts';
import { isNumber, isOneOfTypes, noLongerThan, SCALARS, text } from '../validation/value-rules.ts';
import { type ConditionValue, parsesAs } from './condition-values.ts';

const MAX_VALUES = 1000;
const MAX_VALUE_LENGTH = 1000;

const short = when((value) => typeof value === 'string', noLongerThan(MAX_VALUE_LENGTH));
const aValue = required(
  sequence(ruleThat(isOneOfTypes(SCALARS), 'must_be_a_string', {}, { type: SCALARS }), short),
);
const values = required(sequence(listOfScalars({ min: 1, max: MAX_VALUES }, SCALARS), everyElement(short)));
const nothing: Rule = () => [];
/** Texts are compared, too: dates, and names by the alphabet. */
const comparable = required(
  withSchema(
    () => ({ type: ['string', 'number'], pattern: '\\S', maxLength: MAX_VALUE_LENGTH }),
    (value) => (typeof value === 'string' ? text(MAX_VALUE_LENGTH)(value) : isNumber(value)),
  ),
);

/** Whether a member's values (one, the elements of a list, or none) are as the values of the condition ask. */
type Matches = (actual: readonly unknown[], wanted: readonly ConditionValue[]) => boolean;

const isAmong = (actual: readonly unknown[]) => (wanted: ConditionValue) =>
  actual.some((value) => wanted.order(value) === 0);

const hasAny: Matches = (actual, wanted) => wanted.some(isAmong(actual));
const hasAll: Matches = (actual, wanted) => wanted.every(isAmong(actual));
const isThere: Matches = (actual) => actual.length > 0;
const not =
  (holds: Matches): Matches =>
  (actual, wanted) =>
    !holds(actual, wanted);

/** At least one value is on this side of the operand. */
const some =
  (side: (order: number) => boolean): Matches =>
  (actual, wanted) =>
    wanted.some((one) =>
      actual.some((value) => {
        const order = one.order(value);
        return order !== undefined && side(order);
      }),
    );

/**
 * The operators (contract §5.5): the rule that the `value` of a condition keeps, and when the condition holds.
 * The negated ones are true exactly when their counterparts are not, so also for members without any value.
 */
export const OPERATORS = {
  match: { value: aValue, holds: hasAny },
  not_match: { value: aValue, holds: not(hasAny) },
  any: { value: values, holds: hasAny },
  all: { value: values, holds: hasAll },
  none: { value: values, holds: not(hasAny) },
  exists: { value: nothing, holds: isThere },
  not_exists: { value: nothing, holds: not(isThere) },
  greater_than: { value: comparable, holds: some((order) => order > 0) },
  greater_or_equal_to: { value: comparable, holds: some((order) => order >= 0) },
  less_than: { value: comparable, holds: some((order) => order < 0) },
  less_or_equal_to: { value: comparable, holds: some((order) => order <= 0) },
} as const satisfies Record<string, { readonly value: Rule; readonly holds: Matches }>;

export type Operator = keyof typeof OPERATORS;

/** The error of a value that does not parse as the type of the condition; `string` and `array` accept every value. */
const TYPE_ERRORS: Readonly<Partial<Record<ConditionType, ErrorSymbol>>> = {
  number: 'not_a_number',
  boolean: 'must_be_a_boolean',
  date: 'invalid_iso_8601_time',
};

const isOfType = (type: unknown): Rule => {
  const error = TYPE_ERRORS[type as ConditionType];
  if (isAbsent(type) || error === undefined) return nothing;
  const isReadable = ruleThat((value) => parsesAs(value, type as 'number'), error);
  return (value) =>
    Array.isArray(value)
      ? value.flatMap((element, index) => at(index, isReadable(element)))
      : isReadable(value);
};

/** What the `value` of a condition must be, by its operator and type. */
export const VALUE_RULES: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.entries(OPERATORS).map(([operator, { value }]) => [
    operator,
    depending((condition) =>
      fields({ value: value === nothing ? nothing : sequence(value, isOfType(valueAt(condition, 'type'))) }),
    ),
  ]),
);
