import type { EndpointContract } from './endpoint.ts';
import { NEXT_CURSOR_MODEL, objectOf } from './models.ts';
import { bodyWithErrorTree } from './tree-body.ts';

export const DELIVERIES_PER_PAGE = 100;

const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;

/** A POST in the log of deliveries, or events that were dropped unsent (contract §7.5). */
const LOGGED_DELIVERY_MODEL = objectOf({
  id: text,
  at: text,
  outcome: { enum: ['delivered', 'dropped', 'failed', 'expired'] },
  status: { type: ['integer', 'null'] },
  reply: textOrNull,
  reason: textOrNull,
  event_ids: { type: 'array', items: text },
  attempts: { type: 'integer' },
  next_at: textOrNull,
});

export const webhooksDeliveries = {
  id: 'webhooks.deliveries',
  summary: 'Deliveries to a receiver in the last 30 days, the newest first',
  methods: ['GET'],
  family: 'members',
  paths: ['members_changes_subscriptions/:id/deliveries'],
  parameters: { id: 'id' },
  query: {
    per_page: { kind: 'integer', minimum: 1, maximum: DELIVERIES_PER_PAGE },
    cursor: { kind: 'text' },
  },
  permit: 'BL:Api:MembersChangesSubscriptions:Deliveries',
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: {
        deliveries: { type: 'array', items: LOGGED_DELIVERY_MODEL },
        next_cursor: NEXT_CURSOR_MODEL,
      },
      required: ['deliveries'],
      additionalProperties: false,
    },
  },
  errors: ['subscription_not_found', 'parameter_invalid', 'busy'],
  grants: ['table:read'],
  timeout: 10,
} as const satisfies EndpointContract;

export const webhooksReplay = {
  ...webhooksDeliveries,
  id: 'webhooks.replay',
  summary: 'Send stored events to the receiver again',
  methods: ['POST'],
  paths: ['members_changes_subscriptions/:id/replay'],
  query: {},
  permit: 'BL:Api:MembersChangesSubscriptions:Replay',
  body: bodyWithErrorTree({ event_ids: {}, from: {}, to: {}, cursor: {} }),
  replies: {
    200: {
      type: 'object',
      properties: {
        queued_number: { type: 'integer' },
        missing_event_ids: { type: 'array', items: text },
        next_cursor: NEXT_CURSOR_MODEL,
      },
      required: ['queued_number', 'missing_event_ids'],
      additionalProperties: false,
    },
  },
  errors: ['subscription_not_found', 'parameters_invalid', 'busy'],
  grants: ['table:read', 'table:write', 'queue:webhook'],
  timeout: 15,
} as const satisfies EndpointContract;
