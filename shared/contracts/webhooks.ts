import { LIMITS } from '#shared/rate-limits.ts';
import type { EndpointContract } from './endpoint.ts';
import { objectOf } from './models.ts';
import { bodyWithErrorTree } from './tree-body.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const products = { type: 'array', items: text } as const;

/** A receiver of the changes of a club's members (contract §7.1). Secrets are whole where the request made them. */
export const SUBSCRIPTION_MODEL = objectOf({
  id: { type: 'integer' },
  url: text,
  event_schema_version: { enum: [1, 2] },
  is_sent_on_import: flag,
  is_sent_on_update: flag,
  is_sent_on_delete: flag,
  is_person_id_sent: flag,
  excluded_sources: {
    type: 'object',
    properties: { import: products, update: products, delete: products },
    additionalProperties: false,
  },
  contact: { type: ['string', 'null'] },
  paused: flag,
  secret_token: text,
  signing_secret: text,
  earlier_signing_secrets: {
    type: 'array',
    items: objectOf({ signing_secret: text, expires_at: text }),
  },
  created_at: text,
  updated_at: text,
});

/** One POST and its outcome (contract §7.3). */
const DELIVERY_MODEL = objectOf({
  outcome: { enum: ['delivered', 'dropped', 'failed'] },
  status: { type: ['integer', 'null'] },
  reply: { type: ['string', 'null'] },
  reason: { type: ['string', 'null'] },
  retry_after: { type: ['integer', 'null'] },
});

const one = {
  family: 'members',
  paths: ['members_changes_subscriptions/:id'],
  parameters: { id: 'id' },
  memberToken: false,
  replies: { 200: objectOf({ members_changes_subscription: SUBSCRIPTION_MODEL }) },
  errors: ['subscription_not_found', 'busy'],
  grants: ['table:read', 'table:write', 'queue:webhook'],
  timeout: 15,
} as const;

const BODY = bodyWithErrorTree({ members_changes_subscription: {} });

export const webhooksList = {
  ...one,
  id: 'webhooks.list',
  summary: 'Subscriptions to changes of members',
  methods: ['GET'],
  paths: ['members_changes_subscriptions'],
  parameters: {},
  permit: 'BL:Api:MembersChangesSubscriptions:Index',
  replies: { 200: objectOf({ members_changes_subscriptions: { type: 'array', items: SUBSCRIPTION_MODEL } }) },
  errors: ['busy'],
  grants: ['table:read'],
} as const satisfies EndpointContract;

export const webhooksCreate = {
  ...one,
  id: 'webhooks.create',
  summary: 'Subscribe to changes of members; only this reply has the secrets',
  methods: ['POST'],
  paths: ['members_changes_subscriptions'],
  parameters: {},
  permit: 'BL:Api:MembersChangesSubscriptions:Create',
  body: BODY,
  errors: ['parameters_invalid', 'conflict', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
} as const satisfies EndpointContract;

export const webhooksShow = {
  ...one,
  id: 'webhooks.show',
  summary: 'A subscription to changes of members',
  methods: ['GET'],
  permit: 'BL:Api:MembersChangesSubscriptions:Show',
  grants: ['table:read'],
} as const satisfies EndpointContract;

export const webhooksUpdate = {
  ...one,
  id: 'webhooks.update',
  summary: 'Change, pause or resume a subscription to changes of members',
  methods: ['PUT'],
  permit: 'BL:Api:MembersChangesSubscriptions:Update',
  body: BODY,
  errors: ['subscription_not_found', 'parameters_invalid', 'conflict', 'busy'],
  grants: ['table:read', 'table:write', 'secrets', 'queue:webhook'],
} as const satisfies EndpointContract;

export const webhooksDestroy = {
  ...one,
  id: 'webhooks.destroy',
  summary: 'Remove a subscription to changes of members',
  methods: ['DELETE'],
  permit: 'BL:Api:MembersChangesSubscriptions:Destroy',
  errors: ['subscription_not_found', 'conflict', 'busy'],
} as const satisfies EndpointContract;

export const webhooksRotateSecret = {
  ...one,
  id: 'webhooks.rotate-secret',
  summary: 'Make a new signing secret; only this reply has it',
  methods: ['POST'],
  paths: ['members_changes_subscriptions/:id/rotate_secret'],
  permit: 'BL:Api:MembersChangesSubscriptions:Update',
  body: bodyWithErrorTree({ overlap_hours: {} }),
  errors: ['subscription_not_found', 'parameters_invalid', 'conflict', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
} as const satisfies EndpointContract;

/** Waits for the receiver, ten seconds at most. */
export const webhooksTest = {
  ...one,
  id: 'webhooks.test',
  summary: 'Send a test event to the receiver at once',
  methods: ['POST'],
  paths: ['members_changes_subscriptions/:id/test'],
  permit: 'BL:Api:MembersChangesSubscriptions:Update',
  replies: { 200: objectOf({ delivery: DELIVERY_MODEL }) },
  rateLimits: LIMITS.webhookTest,
  errors: ['subscription_not_found', 'too_many_requests', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
  timeout: 20,
} as const satisfies EndpointContract;
