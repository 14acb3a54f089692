/** Reply models of dispatch lists (contract §5.2.7). */

import { CHANNELS, DELIVERY_STATUSES, TRANSMISSION_STATUSES } from '#shared/vocabulary.ts';

const nullable = (type: 'string' | 'integer') => ({ type: [type, 'null'] }) as const;
const text = { type: 'string' } as const;
const id = { type: 'integer' } as const;

export const DISPATCH_MODEL = {
  type: 'object',
  properties: {
    id,
    type: { enum: CHANNELS },
    content: { type: 'object' },
    member_id: nullable('integer'),
    msisdn: nullable('string'),
    email: nullable('string'),
    app_token: nullable('string'),
    transmission_status: { enum: TRANSMISSION_STATUSES },
    delivery_status: { enum: DELIVERY_STATUSES },
    /** A reason or a provider's code, where there is one. */
    external_delivery_status: nullable('string'),
    created_at: text,
    updated_at: text,
    scheduled_at: text,
    transmitted_at: nullable('string'),
    delivered_at: nullable('string'),
    cleaned_at: nullable('string'),
  },
  required: [
    'id',
    'type',
    'content',
    'member_id',
    'msisdn',
    'email',
    'app_token',
    'transmission_status',
    'delivery_status',
    'external_delivery_status',
    'created_at',
    'updated_at',
    'scheduled_at',
    'transmitted_at',
    'delivered_at',
    'cleaned_at',
  ],
  additionalProperties: false,
} as const;

export const DISPATCH_MEMBER_MODEL = {
  type: 'object',
  properties: {
    id,
    type: { enum: CHANNELS },
    msisdn: nullable('string'),
    email: nullable('string'),
    app_tokens: { type: 'array', items: text },
  },
  required: ['id', 'type', 'msisdn', 'email', 'app_tokens'],
  additionalProperties: false,
} as const;
