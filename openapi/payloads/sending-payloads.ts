import { closed } from '#shared/contracts/closed-schema.ts';
import { CONDITION_GROUPS, CONDITION_TYPES } from '#shared/vocabulary.ts';

/** What callers send about sendings (contract §5.4), for the documents. */
const text = { type: 'string' } as const;
const flag = { type: ['boolean', 'null'] } as const;
const optionalText = { type: ['string', 'null'] } as const;

export const SCHEDULE_PAYLOAD = {
  oneOf: [
    closed({ type: { const: 'immediate' } }, ['type']),
    closed({ type: { const: 'absolute' }, at: { ...text, format: 'date-time' } }, ['type', 'at']),
    closed(
      {
        type: { const: 'relative' },
        in: { ...text, pattern: '^\\d+ (second|minute|hour|day|week|month|year)s?$' },
      },
      ['type', 'in'],
    ),
  ],
} as const;

const CONDITION = closed(
  {
    condition_group: { enum: CONDITION_GROUPS },
    field: text,
    operator: {
      enum: [
        'match',
        'not_match',
        'any',
        'all',
        'none',
        'exists',
        'not_exists',
        'greater_than',
        'greater_or_equal_to',
        'less_than',
        'less_or_equal_to',
      ],
    },
    value: { type: ['string', 'number', 'boolean', 'array', 'null'] },
    type: { enum: CONDITION_TYPES },
  },
  ['condition_group', 'field', 'operator'],
);

export const AUDIENCE_PAYLOAD = {
  oneOf: [
    closed({ type: { const: 'reference' }, id: { type: 'integer' } }, ['type', 'id']),
    closed({ type: { const: 'inline' }, conditions: { type: 'array', items: CONDITION, minItems: 1 } }, [
      'type',
      'conditions',
    ]),
  ],
} as const;

export const RECIPIENT_PAYLOAD = closed(
  {
    member_id: { type: ['integer', 'null'] },
    msisdn: optionalText,
    email: optionalText,
    app_token: optionalText,
    properties: { type: ['object', 'null'] },
  },
  [],
);

export const SENDING_PAYLOAD = closed(
  {
    draft: flag,
    priority: { type: ['integer', 'null'], minimum: 1, maximum: 10 },
    schedule: { anyOf: [SCHEDULE_PAYLOAD, { type: 'null' }] },
    audience: { anyOf: [AUDIENCE_PAYLOAD, { type: 'null' }] },
    recipients: { type: ['array', 'null'], items: RECIPIENT_PAYLOAD, maxItems: 1000 },
  },
  [],
);
