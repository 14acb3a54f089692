/** Reply models of the messaging endpoints (contract §5.2). */

import {
  CHANNELS,
  SENDER_TYPES,
  SENDING_STATUSES,
  SENDINGS_STATUSES,
  TEMPLATE_TYPES,
  UNDELIVERABLE_REASONS,
} from '#shared/vocabulary.ts';

const nullable = (type: 'string' | 'integer') => ({ type: [type, 'null'] }) as const;
const text = { type: 'string' } as const;
const id = { type: 'integer' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const SENDING_STATUS = { enum: SENDING_STATUSES } as const;

const TEMPLATE_MODEL = {
  type: 'object',
  properties: {
    id,
    wrapper_id: nullable('integer'),
    type: { enum: TEMPLATE_TYPES },
    content: { type: 'object' },
    created_at: text,
    updated_at: text,
  },
  required: ['id', 'wrapper_id', 'type', 'content', 'created_at', 'updated_at'],
  additionalProperties: false,
} as const;

const CHANNEL_MODEL = {
  type: 'object',
  properties: {
    id,
    type: { enum: CHANNELS },
    sender: {
      type: 'object',
      properties: { type: { enum: SENDER_TYPES }, value: text },
      required: ['type', 'value'],
      additionalProperties: false,
    },
    from_email: text,
    from_name: text,
    template: TEMPLATE_MODEL,
    created_at: text,
    updated_at: text,
  },
  required: ['id', 'type', 'template', 'created_at', 'updated_at'],
  additionalProperties: false,
} as const;

const LATEST_SENDING_MODEL = {
  type: 'object',
  properties: {
    id,
    status: SENDING_STATUS,
    audience_id: nullable('integer'),
    recipients_count: count,
    dispatches_count: nullable('integer'),
    members_count: nullable('integer'),
    scheduled_at: nullable('string'),
    transmitted_at: nullable('string'),
    created_at: text,
    updated_at: text,
  },
  required: [
    'id',
    'status',
    'audience_id',
    'recipients_count',
    'dispatches_count',
    'members_count',
    'scheduled_at',
    'transmitted_at',
    'created_at',
    'updated_at',
  ],
  additionalProperties: false,
} as const;

export const MESSAGE_MODEL = {
  type: 'object',
  properties: {
    id,
    name: text,
    shorten_urls: { type: 'boolean' },
    track_in_shortener: { type: 'boolean' },
    service: nullable('string'),
    campaign_id: nullable('integer'),
    created_at: text,
    updated_at: text,
    channels: { type: 'array', items: CHANNEL_MODEL },
    sendings_status: { enum: SENDINGS_STATUSES },
    sendings_count: count,
    latest_sending: { oneOf: [{ type: 'null' }, LATEST_SENDING_MODEL] },
  },
  required: [
    'id',
    'name',
    'shorten_urls',
    'track_in_shortener',
    'service',
    'campaign_id',
    'created_at',
    'updated_at',
    'channels',
    'sendings_status',
    'sendings_count',
    'latest_sending',
  ],
  additionalProperties: false,
} as const;

const RECIPIENT_MODEL = {
  type: 'object',
  properties: {
    member_id: nullable('integer'),
    msisdn: nullable('string'),
    email: nullable('string'),
    app_token: nullable('string'),
    properties: { type: 'object' },
  },
  required: ['member_id', 'msisdn', 'email', 'app_token', 'properties'],
  additionalProperties: false,
} as const;

/** From the preparation on: how many are left out, by reason. */
const EXCLUSIONS_MODEL = {
  type: 'object',
  properties: Object.fromEntries(UNDELIVERABLE_REASONS.map((reason) => [reason, count])),
  additionalProperties: false,
} as const;

export const SENDING_MODEL = {
  type: 'object',
  properties: {
    id,
    message_id: id,
    audience_id: nullable('integer'),
    status: SENDING_STATUS,
    draft: { type: 'boolean' },
    priority: nullable('integer'),
    scheduled_at: nullable('string'),
    scheduled_with: { type: ['object', 'null'] },
    created_at: text,
    updated_at: text,
    transmitted_at: nullable('string'),
    dispatches_count: nullable('integer'),
    exclusions: EXCLUSIONS_MODEL,
    sms_parts: count,
    recipients: { type: 'array', items: RECIPIENT_MODEL },
  },
  required: [
    'id',
    'message_id',
    'audience_id',
    'status',
    'draft',
    'priority',
    'scheduled_at',
    'scheduled_with',
    'created_at',
    'updated_at',
    'transmitted_at',
    'dispatches_count',
    'recipients',
  ],
  additionalProperties: false,
} as const;
