import { DISPATCH_MEMBER_MODEL, DISPATCH_MODEL } from './dispatch-models.ts';
import type { EndpointContract } from './endpoint.ts';
import { SENDING_MODEL } from './messaging-models.ts';
import { NEXT_CURSOR_MODEL, PAGINATION_MODEL } from './models.ts';
import { bodyWithErrorTree } from './tree-body.ts';

const one = {
  family: 'messages',
  paths: ['messages/sendings/:id'],
  parameters: { id: 'id' },
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: { sending: SENDING_MODEL },
      required: ['sending'],
      additionalProperties: false,
    },
  },
  grants: ['table:read', 'table:write'],
  timeout: 15,
} as const;

export const sendingsGet = {
  ...one,
  id: 'sendings.get',
  summary: 'A sending',
  methods: ['GET'],
  permit: 'Messages:Api:Sendings:Get',
  errors: ['sending_not_found', 'busy'],
  grants: ['table:read'],
} as const satisfies EndpointContract;

export const sendingsCreate = {
  ...one,
  id: 'sendings.create',
  summary: 'Create a sending of a message',
  methods: ['POST'],
  paths: ['messages/:id/sendings'],
  parameters: { id: 'id' },
  permit: 'Messages:Api:Sendings:Create',
  idempotencyKey: true,
  body: bodyWithErrorTree({ sending: {} }),
  errors: ['message_not_found', 'parameters_invalid', 'permit_missing', 'conflict', 'busy'],
  grants: ['table:read', 'table:write', 'queue:sending'],
} as const satisfies EndpointContract;

export const sendingsUpdate = {
  ...one,
  id: 'sendings.update',
  summary: 'Change a sending that is not being executed yet',
  methods: ['PUT'],
  permit: 'Messages:Api:Sendings:Update',
  body: bodyWithErrorTree({ sending: {} }),
  errors: [
    'sending_not_found',
    'sending_not_editable',
    'parameters_invalid',
    'permit_missing',
    'conflict',
    'busy',
  ],
  grants: ['table:read', 'table:write', 'queue:sending'],
} as const satisfies EndpointContract;

export const sendingsCancel = {
  ...one,
  id: 'sendings.cancel',
  summary: 'Stop a sending that is being executed',
  methods: ['PUT'],
  paths: ['messages/sendings/:id/cancel'],
  permit: 'Messages:Api:Sendings:Update',
  errors: ['sending_not_found', 'sending_not_cancellable', 'permit_missing', 'conflict', 'busy'],
} as const satisfies EndpointContract;

const text = { kind: 'text' } as const;

const list = {
  methods: ['GET'],
  family: 'messages',
  parameters: { id: 'id' },
  memberToken: false,
  errors: ['sending_not_found', 'parameters_invalid', 'busy'],
  grants: ['table:read'],
  timeout: 29,
} as const;

export const dispatchesList = {
  ...list,
  id: 'dispatches.list',
  summary: 'Dispatches of a sending, page by page',
  paths: ['messages/sendings/:id/dispatches'],
  query: {
    per_page: text,
    page_no: text,
    cursor: text,
    transmission_status: text,
    delivery_status: text,
    member_id: text,
    msisdn: text,
    email: text,
    app_token: text,
  },
  permit: 'Messages:Api:Dispatches:List',
  replies: {
    200: {
      type: 'object',
      properties: {
        dispatches: { type: 'array', items: DISPATCH_MODEL },
        pagination_info: PAGINATION_MODEL,
        next_cursor: NEXT_CURSOR_MODEL,
      },
      required: ['dispatches', 'pagination_info'],
      additionalProperties: false,
    },
  },
} as const satisfies EndpointContract;

export const dispatchesMembers = {
  ...list,
  id: 'dispatches.members',
  summary: 'Members that a sending went to, page by page',
  paths: ['messages/sendings/:id/dispatches/members'],
  query: { per_page: text, page_no: text, cursor: text },
  permit: 'Messages:Api:Dispatches:Members:Index',
  replies: {
    200: {
      type: 'object',
      properties: {
        dispatch_members: { type: 'array', items: DISPATCH_MEMBER_MODEL },
        pagination_info: PAGINATION_MODEL,
        next_cursor: NEXT_CURSOR_MODEL,
      },
      required: ['dispatch_members', 'pagination_info'],
      additionalProperties: false,
    },
  },
} as const satisfies EndpointContract;
