import type { MemberError } from '../members/member-errors.ts';
import { FORMATS } from './formats.ts';
import type { JsonObject } from './json-value.ts';
import type { MemberErrorCode } from './member-error-codes.ts';
import { FAULT_KEYWORD } from './prepare-schema.ts';

/** One violated keyword of one value. */
export interface Violation {
  readonly keyword: string;
  /** The keyword's value in the schema. */
  readonly expected: unknown;
  /** The schema the keyword is in. */
  readonly schema: JsonObject;
  /** The offending value, as errors repeat it. */
  readonly value: unknown;
  readonly params: JsonObject;
  /** Property names the keyword complains about: unknown or missing ones. */
  readonly names: readonly string[];
}

interface Rule {
  readonly code: MemberErrorCode | ((violation: Violation) => MemberErrorCode);
  readonly extra?: (violation: Violation) => JsonObject;
}

function displayed(member: unknown): string {
  if (Array.isArray(member)) return 'array';
  return typeof member === 'object' && member !== null ? 'object' : String(member);
}

/** The documented one-string form of a list of values (contract §1.9.1): `"en, no"`, `null`, `array`, `object`. */
export function listed(members: unknown): string {
  return Array.isArray(members) ? members.map(displayed).join(', ') : displayed(members);
}

function bound(keyword: 'minimum' | 'maximum', exclusiveKeyword: string): Rule {
  return {
    code: ({ schema }) =>
      schema[exclusiveKeyword] === true ? 'not_have_value_of_exclusively' : 'not_have_value_of_inclusively',
    extra: ({ value, expected }) => ({ value, [keyword]: expected }),
  };
}

const limited = (keyword: 'minimum' | 'maximum') => (violation: Violation) => ({
  [keyword]: violation.expected,
});
const limitedValue = (keyword: 'minimum' | 'maximum') => (violation: Violation) => ({
  value: violation.value,
  [keyword]: violation.expected,
});

function formatOf({ expected }: Violation) {
  const format = FORMATS.get(String(expected));
  if (format === undefined) throw new Error(`no such format: ${expected}`);
  return format;
}

/** Which code a violated keyword has and which extra fields go with it: the table of contract §1.9.2. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    'enum',
    { code: 'value_not_match', extra: ({ value, expected }) => ({ value, values: listed(expected) }) },
  ],
  ['required', { code: 'not_contain_required_property' }],
  [
    'type',
    {
      code: ({ expected }) => (Array.isArray(expected) ? 'one_or_more_types_not_match' : 'type_not_match'),
      extra: ({ value, expected }) =>
        Array.isArray(expected) ? { value, types: listed(expected) } : { value, type: expected },
    },
  ],
  ['minLength', { code: 'minimum_string_length', extra: limitedValue('minimum') }],
  ['maxLength', { code: 'maximum_string_length', extra: limitedValue('maximum') }],
  [
    'pattern',
    { code: 'the_regex_not_match', extra: ({ value, expected }) => ({ value, pattern: expected }) },
  ],
  ['minimum', bound('minimum', 'exclusiveMinimum')],
  ['maximum', bound('maximum', 'exclusiveMaximum')],
  ['minItems', { code: 'less_item_than_minimum', extra: limited('minimum') }],
  ['maxItems', { code: 'more_item_than_maximum', extra: limited('maximum') }],
  ['uniqueItems', { code: 'contained_duplicated_array_values' }],
  ['additionalItems', { code: 'additional_array_elements' }],
  ['minProperties', { code: 'less_properties_than_minimum', extra: limited('minimum') }],
  ['maxProperties', { code: 'more_properties_than_maximum', extra: limited('maximum') }],
  [
    'additionalProperties',
    { code: 'additional_properties', extra: ({ names }) => ({ properties: listed(names) }) },
  ],
  [
    'dependencies',
    {
      code: 'depends_on_a_missing_property',
      extra: ({ params }) => ({ depends_on: params['missingProperty'] }),
    },
  ],
  ['allOf', { code: 'property_not_match_all_of' }],
  ['anyOf', { code: 'property_not_match_any_of' }],
  [
    'oneOf',
    {
      code: ({ params }) =>
        params['matched'] === 0 ? 'property_not_match_any_of' : 'property_matched_more_than_one',
    },
  ],
  ['not', { code: 'matched_the_disallowed_schema' }],
  ['disallow', { code: 'matched_one_or_more_types' }],
  // The gem's "not divisible" has no row in the table; contract §1.9.2 resolutions.
  ['multipleOf', { code: 'value_not_match', extra: ({ value }) => ({ value }) }],
  ['divisibleBy', { code: 'value_not_match', extra: ({ value }) => ({ value }) }],
  ['maxDecimal', { code: 'more_decimal_places_than_maximum', extra: limited('maximum') }],
  [
    'format',
    {
      code: (violation) => formatOf(violation).code,
      extra: (violation) => (formatOf(violation).showsValue ? { value: violation.value } : {}),
    },
  ],
  [FAULT_KEYWORD, { code: ({ expected }) => expected as MemberErrorCode }],
]);

/**
 * The error of one violated keyword, under the top-level property it belongs to.
 * @throws on a keyword that has no row: a keyword was added to keywords.ts and not here.
 */
export function keywordError(property: string, violation: Violation): MemberError {
  const rule = RULES.get(violation.keyword);
  if (rule === undefined) throw new Error(`no error code for the keyword ${violation.keyword}`);
  const error = typeof rule.code === 'function' ? rule.code(violation) : rule.code;
  return { error, ...rule.extra?.(violation), property };
}
