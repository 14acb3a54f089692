import type { EndpointContract } from './endpoint.ts';
import { bodyWithErrorTree } from './tree-body.ts';

export const BULK_RESULTS = {
  type: 'object',
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          type: { enum: ['create', 'update'] },
          entity: { enum: ['message', 'sending'] },
          params: { type: 'object' },
          payload: { type: 'object' },
          response: {
            type: 'object',
            properties: { status: { type: 'integer' }, body: { type: 'object' } },
            required: ['status', 'body'],
            additionalProperties: false,
          },
        },
        required: ['type', 'entity', 'params', 'payload', 'response'],
        additionalProperties: false,
      },
    },
  },
  required: ['results'],
  additionalProperties: false,
} as const;

export const messagesBulks = {
  id: 'messages.bulks',
  summary: 'Run up to ten messaging operations, all or none',
  methods: ['POST'],
  family: 'messages',
  paths: ['messages/bulks'],
  parameters: {},
  permit: 'Messages:Api:Bulks:Process',
  memberToken: false,
  idempotencyKey: true,
  body: bodyWithErrorTree({ operations: {} }),
  /** 470: an operation failed, and none took effect. */
  replies: { 200: BULK_RESULTS, 470: BULK_RESULTS },
  errors: ['parameters_invalid', 'conflict', 'busy'],
  grants: ['table:read', 'table:write', 'queue:sending'],
  timeout: 29,
} as const satisfies EndpointContract;
