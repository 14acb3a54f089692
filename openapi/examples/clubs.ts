import type { EndpointExamples } from './example.ts';

export const CLUBS: Readonly<Record<string, EndpointExamples>> = {
  'clubs.schema': {
    about:
      'JSON Schema draft 4 with keys of the club beside it: what identifies a member, its languages, and the consents it asks for.',
    requests: { schema: { summary: 'The schema' } },
    replies: {
      200: {
        by_email: {
          summary: 'A club that knows its members by e-mail',
          body: {
            $schema: 'http://json-schema.org/draft-04/schema#',
            type: 'object',
            identifiers: ['email'],
            languages: ['en', 'no'],
            default_language: 'no',
            version: 'v2',
            properties: {
              email: { type: 'string', format: 'email' },
              first_name: { type: 'string' },
              last_name: { type: 'string' },
              birthday: { type: 'string', format: 'date' },
              interests: { type: 'array', items: { type: 'string', enum: ['bikes_and_cars', 'sportwear'] } },
            },
            required: ['first_name', 'last_name', 'birthday'],
          },
        },
      },
    },
  },
};
