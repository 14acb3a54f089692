import { CHANNELS } from '#shared/vocabulary.ts';
import type { EndpointContract } from './endpoint.ts';
import { PAGINATION_MODEL } from './models.ts';

/** Most messages of one page (contract §1.7). */
export const MEMBER_MESSAGES_MAX_PER_PAGE = 1000;

const MEMBER_MESSAGE_MODEL = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    type: { enum: CHANNELS },
    created_at: { type: 'string' },
    content: { type: ['string', 'null'] },
  },
  required: ['id', 'type', 'created_at', 'content'],
  additionalProperties: false,
} as const;

const common = {
  methods: ['GET'],
  family: 'members',
  memberToken: false,
  grants: ['table:read'],
} as const;

export const memberMessagesList = {
  ...common,
  id: 'member-messages.list',
  summary: 'Messages that were sent to a member, page by page',
  paths: ['members/:id/messages'],
  parameters: { id: 'id' },
  query: {
    per_page: { kind: 'integer', minimum: 1, maximum: MEMBER_MESSAGES_MAX_PER_PAGE },
    page_no: { kind: 'integer', minimum: 1, maximum: 1_000_000_000 },
    type: { kind: 'text' },
    include_content: { kind: 'flag' },
  },
  permit: 'BL:Api:Members:MessagesHistory:List',
  replies: {
    200: {
      type: 'object',
      properties: {
        messages: { type: 'array', items: MEMBER_MESSAGE_MODEL },
        pagination_info: PAGINATION_MODEL,
      },
      required: ['messages', 'pagination_info'],
      additionalProperties: false,
    },
  },
  errors: ['member_not_found', 'parameter_invalid', 'busy'],
  timeout: 29,
} as const satisfies EndpointContract;

export const memberMessagesGet = {
  ...common,
  id: 'member-messages.get',
  summary: 'A message that was sent to a member',
  paths: ['members/:id/messages/:message_id'],
  parameters: { id: 'id', message_id: 'text' },
  permit: 'BL:Api:Members:MessagesHistory:Get',
  replies: {
    200: {
      type: 'object',
      properties: { message: MEMBER_MESSAGE_MODEL },
      required: ['message'],
      additionalProperties: false,
    },
  },
  errors: ['message_not_found', 'busy'],
  timeout: 10,
} as const satisfies EndpointContract;
