/** `moving_in` of a club file: `true` or what is allowed while members move in. */
export const MOVING_IN_SCHEMA = {
  type: ['boolean', 'object'],
  additionalProperties: false,
  minProperties: 1,
  properties: {
    restore: {
      type: 'boolean',
      description: 'Write true while imports restore members, and false or nothing afterwards.',
    },
    shadow: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: {
          type: 'string',
          maxLength: 1000,
          description:
            'Write the base URL of the old API, https without a query, such as "https://old.example.com/api/v3".',
        },
        club: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$',
          description: 'Write the slug of the club in the old system; leave out where it is the same.',
        },
        product: {
          type: 'string',
          maxLength: 64,
          pattern: '^[!-~]([ -~]*[!-~])?$',
          description: 'Write the product name that the old system knows; leave out for "default".',
        },
        rate: {
          type: 'integer',
          minimum: 1,
          maximum: 100,
          description: 'Write how often a second the old system may be asked, 1 to 100; leave out for 5.',
        },
      },
      description: 'Write url, and club, product and rate where the defaults do not fit, or leave out.',
    },
  },
  description:
    'Write true while members move in from another system, or an object with restore and shadow, and false or nothing afterwards.',
} as const;
