import type { MemberErrorCode } from '#shared/domain/member-schema/member-error-codes.ts';

/** The extra fields of an error, as contract §1.9.2 has them. */
type Details = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Text with `{field}` where the error has the field. */
const filled = (text: string, details: Details): string =>
  text.replace(/\{(\w+)\}/g, (_, field: string) =>
    details[field] === undefined ? '?' : shown(details[field]),
  );

/** What is wrong with a property, behind its name, by the code of the API. */
const REASONS: Readonly<Record<MemberErrorCode | 'member_not_found', string>> = {
  value_not_match: 'must be one of {values}, and is "{value}"',
  not_contain_required_property: 'is missing',
  type_not_match: 'is of another type than {type}',
  one_or_more_types_not_match: 'is of none of the types {types}',
  minimum_string_length: 'is shorter than {minimum} characters',
  maximum_string_length: 'is longer than {maximum} characters',
  the_regex_not_match: 'has another form than {pattern}',
  not_have_value_of_inclusively: 'is beyond the limit, {minimum}{maximum}',
  not_have_value_of_exclusively: 'is at or beyond the limit, {minimum}{maximum}',
  less_item_than_minimum: 'has fewer than {minimum} items',
  more_item_than_maximum: 'has more than {maximum} items',
  contained_duplicated_array_values: 'has an item twice',
  additional_array_elements: 'has items that the club does not know',
  less_properties_than_minimum: 'has fewer than {minimum} properties',
  more_properties_than_maximum: 'has more than {maximum} properties',
  additional_properties: 'has properties that the club does not know: {properties}',
  contained_undefined_properties: 'is no property that the club, or this product, has',
  depends_on_a_missing_property: 'needs {depends_on}, which is missing',
  property_not_match_all_of: 'does not match all of the rules of the club',
  property_not_match_any_of: 'matches none of the rules of the club',
  property_matched_more_than_one: 'matches several rules of the club that exclude each other',
  matched_the_disallowed_schema: 'is a value that the club excludes, or a common password',
  invalid_date_format: 'is no date in the form yyyy-mm-dd: "{value}"',
  invalid_time_format: 'is no time in the form hh:mm:ss: "{value}"',
  invalid_date_time_format: 'is no time in the form yyyy-mm-ddThh:mm:ssZ: "{value}"',
  must_be_valid_RFC3339_date_time_string: 'is no time of RFC 3339, as in 2026-01-31T12:00:00Z: "{value}"',
  invalid_URI: 'is no address of the web: "{value}"',
  invalid_email: 'is no e-mail address',
  referenced_schema_cannot_be_found:
    'cannot be checked: the schema of the club refers to one that is missing',
  invalid_schema: 'cannot be checked: the schema of the club is invalid',
  schema_cannot_be_found: 'cannot be checked: the schema of the club is missing',
  not_a_valid_schema: 'cannot be checked: the schema of the club is invalid',
  matched_one_or_more_types: 'is of a type that the club excludes',
  more_decimal_places_than_maximum: 'has more than {maximum} decimal places',
  invalid_msisdn: 'is no phone number of its country',
  invalid_password_hash: 'is refused: {message}',
  invalid_mx: 'is an address of a domain that takes no mail',
  disposable_email: 'is an address of a disposable mailbox',
  duplicated_id_in_community: 'belongs to another member, or to one that was removed',
  duplicated_email_in_community: 'belongs to another member',
  duplicated_msisdn_in_community: 'belongs to another member',
  duplicated_email: 'belongs to another member',
  invalid: 'is invalid',
  member_not_found: 'belongs to no member of the club',
};

/** What an import can do about it. */
const HINTS: Readonly<Partial<Record<string, string>>> = {
  invalid_date_format: '. Say the form of the file with --dates',
  invalid_msisdn: '. Say the country of the numbers with --country',
};

/** An error of the API in words: `language must be one of en, no, and is "pl"`. */
export const reasonOf = (code: string, property: string, details: Details): string => {
  const text = Object.hasOwn(REASONS, code) ? REASONS[code as MemberErrorCode] : 'is refused';
  const limit = 'minimum' in details ? '{minimum}' : '{maximum}';
  return `${property || 'the row'} ${filled(text.replace('{minimum}{maximum}', limit), details)}`;
};

/** The same for a row of a file, with the option that may help. */
export const rowReasonOf = (code: string, property: string, details: Details): string =>
  `${reasonOf(code, property, details)}${HINTS[code] ?? ''}`;
