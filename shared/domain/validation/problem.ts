/** What can be wrong with a parameter: one row per symbol (contract §1.8 and those of payloads, contract §5). */
export type Options = Readonly<Record<string, unknown>>;

const SYMBOLS = {
  presence: 'must be present',
  blank: 'cannot be blank',
  inclusion: 'is not included in the list',
  must_be_an_object: 'must be an object',
  must_be_an_array: 'must be an array',
  must_be_an_array_of_objects: 'must be an array of objects',
  must_have_elements_of_type: ({ type }: Options) => `must have elements of type ${type}`,
  must_be_a_boolean: 'must be a boolean',
  must_be_a_string: 'must be a string',
  not_an_integer: 'is not an integer',
  not_a_number: 'is not a number',
  greater_than: ({ number }: Options) => `must be greater than ${number}`,
  greater_or_equal_to: ({ number }: Options) => `must be greater than or equal to ${number}`,
  less_than: ({ number }: Options) => `must be less than ${number}`,
  less_or_equal_to: ({ number }: Options) => `must be less than or equal to ${number}`,
  size_too_small: ({ number }: Options) => `has too few elements (min ${number})`,
  size_too_large: ({ number }: Options) => `has too many elements (max ${number})`,
  size_not_match: ({ number }: Options) => `must have exactly ${number} elements`,
  too_short: 'is too short',
  too_long: 'is too long',
  invalid: 'is invalid',
  invalid_format: 'has invalid format',
  invalid_msisdn: 'is not a valid MSISDN',
  invalid_email: 'is not a valid e-mail',
  invalid_url: 'is not an HTTPS URL of a public host',
  invalid_iso_8601_time: 'is not a valid ISO 8601 time',
  attribute_cannot_be_present_with: (options: Options) => `cannot be present with ${options['with']}`,
  taken: 'has already been taken',
  liquid_syntax_error: 'has a Liquid syntax error',
  must_be_in_the_future: 'must be in the future',
  must_be_in_the_past: 'must be in the past',
  is_relevant_only_for_campaign_service: 'is relevant only for the campaigns service',
  types_must_be_unique: 'must have unique types',
  not_configured: 'is not configured for the loyalty club',
  template_does_not_exist: 'does not name an existing template',
  template_does_not_match_channel: 'cannot be used on this channel',
  wrapper_type_does_not_match: 'names a template that cannot wrap this type',
  referenced_audience_must_exist: 'does not name an existing audience',
  sending_must_have_audience_or_recipients: 'must have an audience or recipients',
  not_permitted: 'is not permitted',
} as const satisfies Record<string, string | ((options: Options) => string)>;

export type ErrorSymbol = keyof typeof SYMBOLS;
export const ERROR_SYMBOLS = Object.keys(SYMBOLS) as readonly ErrorSymbol[];

/** One thing that is wrong, with its place from the value that was checked. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly error: ErrorSymbol;
  readonly value: unknown;
  readonly options: Options;
}

export const problem = (
  error: ErrorSymbol,
  value: unknown,
  options: Options = {},
  path: Problem['path'] = [],
): Problem => ({ path, error, value, options });

/** The same problems seen from one level further out. */
export const at = (key: string | number, problems: readonly Problem[]): readonly Problem[] =>
  problems.map((one) => ({ ...one, path: [key, ...one.path] }));

/** English text of a problem; for people, never parsed. */
export const messageOf = ({ error, options }: Pick<Problem, 'error' | 'options'>): string => {
  const message: string | ((options: Options) => string) = SYMBOLS[error];
  return typeof message === 'string' ? message : message(options);
};
