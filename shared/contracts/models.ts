/** Reply models shared by several endpoints (contract §2.0, §1.9.1). */

import { CHANNEL_STATUSES } from '#shared/vocabulary.ts';

export const MEMBER_MODEL = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    properties: { type: 'object' },
    consents: { type: 'object' },
    sms_status: { enum: CHANNEL_STATUSES },
    email_status: { enum: CHANNEL_STATUSES },
    push_status: { enum: CHANNEL_STATUSES },
    optin_channel: { type: ['string', 'null'] },
    optin_subchannel: { type: ['string', 'null'] },
    updated_channel: { type: ['string', 'null'] },
    updated_subchannel: { type: ['string', 'null'] },
    person_id: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
    created_at: { type: 'string' },
    updated_at: { type: 'string' },
  },
  required: [
    'id',
    'properties',
    'consents',
    'sms_status',
    'email_status',
    'push_status',
    'optin_channel',
    'optin_subchannel',
    'created_at',
    'updated_at',
  ],
  additionalProperties: false,
} as const;

/** Draft-04 plus the club's extra keys; open, because the operator writes it. */
export const SCHEMA_MODEL = {
  type: 'object',
  properties: {
    $schema: { type: 'string' },
    type: { const: 'object' },
    identifiers: { type: 'array', items: { enum: ['email', 'msisdn'] } },
    languages: { type: 'array', items: { type: 'string' } },
    default_language: { type: 'string' },
    country: { type: 'string' },
    version: { type: 'string' },
    products: { type: 'object' },
    required: { type: 'array', items: { type: 'string' } },
    properties: { type: 'object' },
    consents: { type: 'object' },
  },
  required: ['type', 'identifiers', 'languages', 'default_language', 'version', 'properties'],
} as const;

/** `null` when no such member exists (contract §2.5). */
export const PUBLIC_INFO_MODEL = {
  oneOf: [
    { type: 'null' },
    {
      type: 'object',
      properties: { exists: { const: true }, can_login: { type: 'boolean' } },
      required: ['exists', 'can_login'],
      additionalProperties: false,
    },
  ],
} as const;

const pageNumber = { type: 'integer', minimum: 1 } as const;
const otherPage = { type: ['integer', 'null'], minimum: 1 } as const;
const is = { type: 'boolean' } as const;

/** What to send as `cursor` for the next page; a list has it while there is one (contract §1.7). */
export const NEXT_CURSOR_MODEL = { type: 'string' } as const;

/** The page data beside the records of a list (contract §1.7). */
export const PAGINATION_MODEL = {
  type: 'object',
  properties: {
    total_count: { type: 'integer', minimum: 0 },
    per_page: pageNumber,
    total_pages: { type: 'integer', minimum: 0 },
    current_page: pageNumber,
    next_page: otherPage,
    prev_page: otherPage,
    is_first_page: is,
    is_last_page: is,
    is_out_of_range: is,
  },
  required: [
    'total_count',
    'per_page',
    'total_pages',
    'current_page',
    'next_page',
    'prev_page',
    'is_first_page',
    'is_last_page',
    'is_out_of_range',
  ],
  additionalProperties: false,
} as const;

/** An object that always has all of its properties, and no others. */
export const objectOf = <const Properties extends Readonly<Record<string, object>>>(properties: Properties) =>
  ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  }) as const;
