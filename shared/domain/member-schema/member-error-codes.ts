/**
 * Where the codes of contract §1.9.2 come from:
 * `property` – this validator; `attribute` – member-validation.ts or password-policy.ts;
 * `write` – the store or an outside check (taken address, DNS); `unused` – a spelling that another one replaces.
 */
type CodeOrigin = 'property' | 'attribute' | 'write' | 'unused';

/** Every code a member validation error may carry, with its origin (contract §1.9.2 and its resolutions). */
export const MEMBER_ERROR_CODES = {
  value_not_match: 'property',
  not_contain_required_property: 'property',
  type_not_match: 'property',
  one_or_more_types_not_match: 'property',
  minimum_string_length: 'property',
  maximum_string_length: 'property',
  the_regex_not_match: 'property',
  not_have_value_of_inclusively: 'property',
  not_have_value_of_exclusively: 'property',
  less_item_than_minimum: 'property',
  more_item_than_maximum: 'property',
  contained_duplicated_array_values: 'property',
  additional_array_elements: 'property',
  less_properties_than_minimum: 'property',
  more_properties_than_maximum: 'property',
  additional_properties: 'property',
  contained_undefined_properties: 'property',
  depends_on_a_missing_property: 'property',
  property_not_match_all_of: 'property',
  property_not_match_any_of: 'property',
  property_matched_more_than_one: 'property',
  matched_the_disallowed_schema: 'property',
  invalid_date_format: 'property',
  invalid_time_format: 'property',
  invalid_date_time_format: 'property',
  must_be_valid_RFC3339_date_time_string: 'property',
  invalid_URI: 'property',
  invalid_email: 'property',
  referenced_schema_cannot_be_found: 'property',
  invalid_schema: 'property',
  schema_cannot_be_found: 'property',
  not_a_valid_schema: 'property',
  matched_one_or_more_types: 'property',
  more_decimal_places_than_maximum: 'property',
  invalid_msisdn: 'attribute',
  invalid_password_hash: 'attribute',
  invalid_mx: 'write',
  disposable_email: 'write',
  duplicated_id_in_community: 'write',
  duplicated_email_in_community: 'write',
  duplicated_msisdn_in_community: 'write',
  duplicated_email: 'unused',
  invalid: 'unused',
} as const satisfies Readonly<Record<string, CodeOrigin>>;

export type MemberErrorCode = keyof typeof MEMBER_ERROR_CODES;
