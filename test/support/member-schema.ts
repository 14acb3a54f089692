import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';

/** A small valid member schema of a club with both identifiers and two languages. */
export function memberSchema(overrides: Readonly<Record<string, unknown>> = {}): MemberSchema {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: 'object',
    identifiers: ['email', 'msisdn'],
    languages: ['en', 'no'],
    default_language: 'no',
    version: 'v2',
    properties: {},
    ...overrides,
  };
}

/** The sample document of contract §2.4. */
export function sampleSchema(): MemberSchema {
  return memberSchema({
    identifiers: ['email'],
    properties: {
      email: { type: 'string', format: 'email' },
      first_name: { type: 'string' },
      last_name: { type: 'string' },
      birthday: { type: 'string', format: 'date' },
      interests: { type: 'array', items: { type: 'string', enum: ['bikes_and_cars', 'sportwear'] } },
    },
    required: ['first_name', 'last_name', 'birthday'],
  });
}
