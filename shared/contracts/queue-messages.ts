import type { FromSchema } from 'json-schema-to-ts';
import type { Schema } from './endpoint.ts';

/** One chunk of a bulk request on its way to a worker; its members are sealed. */
const BULK_CHUNK_MESSAGE = {
  type: 'object',
  properties: {
    /** Readers know these; an unknown one goes back to the queue. 3: a dry run, which an earlier reader would carry out; 4: a restore, which it would take for a create. */
    v: { enum: [1, 2, 3, 4] },
    type: { const: 'bulk.chunk' },
    club: { type: 'string' },
    /** Absent: a member bulk, as the first messages were. */
    face: { enum: ['bulk', 'import'] },
    /** Id of the client token that owns the job; bulks only. */
    client: { type: 'integer' },
    /** Job id or import id. */
    job: { type: 'string' },
    /** Id of the import's bulk; imports only. */
    bulk: { type: 'integer', minimum: 1 },
    /** Unique name of the accepted request within the job or import. */
    request: { type: 'string' },
    request_number: { type: ['integer', 'null'] },
    chunk: { type: 'integer', minimum: 0 },
    /** Position of the chunk's first row in its request. */
    start: { type: 'integer', minimum: 0 },
    /** Member id that the chunk's first row gets if it creates one; the next rows count on. */
    first_id: { type: 'integer', minimum: 1 },
    schema_version: { type: 'integer', minimum: 1 },
    accepted_at: { type: 'string' },
    sealed: { type: 'string' },
  },
  required: [
    'v',
    'type',
    'club',
    'job',
    'request',
    'request_number',
    'chunk',
    'start',
    'first_id',
    'schema_version',
    'accepted_at',
    'sealed',
  ],
  additionalProperties: false,
} as const satisfies Schema;

export type BulkChunkMessage = FromSchema<typeof BULK_CHUNK_MESSAGE>;

/** One message to one member on its way out; whom and what is sealed. */
const DELIVERY_MESSAGE = {
  type: 'object',
  properties: {
    v: { const: 1 },
    type: { const: 'delivery' },
    club: { type: 'string' },
    /** Names the cause; with member and channel it is sent at most once. */
    event: { type: 'string', pattern: '^[A-Za-z0-9-]{1,64}$' },
    /** When the cause happened. */
    at: { type: 'string' },
    sealed: { type: 'string' },
  },
  required: ['v', 'type', 'club', 'event', 'at', 'sealed'],
  additionalProperties: false,
} as const satisfies Schema;

export type DeliveryMessage = FromSchema<typeof DELIVERY_MESSAGE>;

/** A step of a sending's execution (`shared/messaging/execution-steps.ts`); it names no person. */
const SENDING_STEP_MESSAGE = {
  type: 'object',
  properties: {
    v: { const: 1 },
    type: { enum: ['sending.advance', 'sending.fill', 'sending.lane'] },
    club: { type: 'string' },
    sending: { type: 'integer', minimum: 1 },
    /** Number of the preparation or transmission partition; absent when the step is about the sending itself. */
    part: { type: 'integer', minimum: 0 },
    /** Version of the partition's cursor: a worker that reads another version drops the message. */
    version: { type: 'integer', minimum: 1 },
  },
  required: ['v', 'type', 'club', 'sending'],
  if: { properties: { type: { const: 'sending.advance' } } },
  else: { required: ['part', 'version'] },
  additionalProperties: false,
} as const satisfies Schema;

export type SendingStepMessage = FromSchema<typeof SENDING_STEP_MESSAGE, { parseIfThenElseKeywords: true }>;

/** A delivery partition of a webhook subscription that has events to deliver; it names no person. */
const WEBHOOK_DELIVERY_MESSAGE = {
  type: 'object',
  properties: {
    v: { const: 1 },
    type: { const: 'webhook.deliver' },
    club: { type: 'string' },
    subscription: { type: 'integer', minimum: 1 },
    partition: { type: 'integer', minimum: 0 },
  },
  required: ['v', 'type', 'club', 'subscription', 'partition'],
  additionalProperties: false,
} as const satisfies Schema;

export type WebhookDeliveryMessage = FromSchema<typeof WEBHOOK_DELIVERY_MESSAGE>;

/** Every message by the name of its generated validator. */
export const QUEUE_MESSAGES = {
  bulkChunkMessage: BULK_CHUNK_MESSAGE,
  deliveryMessage: DELIVERY_MESSAGE,
  sendingStepMessage: SENDING_STEP_MESSAGE,
  webhookDeliveryMessage: WEBHOOK_DELIVERY_MESSAGE,
} as const;
