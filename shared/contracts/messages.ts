import type { EndpointContract } from './endpoint.ts';
import { MESSAGE_MODEL } from './messaging-models.ts';
import { NEXT_CURSOR_MODEL, PAGINATION_MODEL } from './models.ts';
import { bodyWithErrorTree } from './tree-body.ts';

const text = { kind: 'text' } as const;

const MESSAGE_REPLY = {
  type: 'object',
  properties: { message: MESSAGE_MODEL },
  required: ['message'],
  additionalProperties: false,
} as const;

const one = {
  family: 'messages',
  paths: ['messages/:id'],
  parameters: { id: 'id' },
  memberToken: false,
  replies: { 200: MESSAGE_REPLY },
  errors: ['message_not_found', 'busy'],
  grants: ['table:read', 'table:write'],
  timeout: 15,
} as const;

export const messagesList = {
  id: 'messages.list',
  summary: 'Messages, page by page',
  methods: ['GET'],
  family: 'messages',
  paths: ['messages'],
  parameters: {},
  query: {
    per_page: text,
    page_no: text,
    cursor: text,
    sendings_status: text,
    service: text,
    campaign_id: text,
  },
  permit: 'Messages:Api:Messages:List',
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: {
        messages: { type: 'array', items: MESSAGE_MODEL },
        pagination_info: PAGINATION_MODEL,
        next_cursor: NEXT_CURSOR_MODEL,
      },
      required: ['messages', 'pagination_info'],
      additionalProperties: false,
    },
  },
  errors: ['parameters_invalid', 'busy'],
  grants: ['table:read'],
  timeout: 29,
} as const satisfies EndpointContract;

export const messagesCreate = {
  ...one,
  id: 'messages.create',
  summary: 'Create a message, optionally with its first sending',
  methods: ['POST'],
  paths: ['messages'],
  parameters: {},
  permit: 'Messages:Api:Messages:Create',
  idempotencyKey: true,
  body: bodyWithErrorTree({ message: {} }),
  errors: ['parameters_invalid', 'permit_missing', 'conflict', 'busy'],
  grants: ['table:read', 'table:write', 'queue:sending'],
} as const satisfies EndpointContract;

export const messagesGet = {
  ...one,
  id: 'messages.get',
  summary: 'A message',
  methods: ['GET'],
  permit: 'Messages:Api:Messages:Get',
  grants: ['table:read'],
} as const satisfies EndpointContract;

export const messagesUpdate = {
  ...one,
  id: 'messages.update',
  summary: 'Change a message',
  methods: ['PUT'],
  permit: 'Messages:Api:Messages:Update',
  body: bodyWithErrorTree({ message: {}, channels: {} }),
  errors: ['message_not_found', 'parameters_invalid', 'permit_missing', 'conflict', 'busy'],
} as const satisfies EndpointContract;

export const messagesDestroy = {
  ...one,
  id: 'messages.destroy',
  summary: 'Delete a message with its sendings',
  methods: ['DELETE'],
  permit: 'Messages:Api:Messages:Destroy',
  errors: ['message_not_found', 'permit_missing', 'conflict', 'busy'],
  timeout: 29,
} as const satisfies EndpointContract;
