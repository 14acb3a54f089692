import type { EndpointContract } from './endpoint.ts';
import { MEMBER_MODEL, NEXT_CURSOR_MODEL, PAGINATION_MODEL } from './models.ts';

/** Default and most members of one page (contract §1.7). */
export const MEMBERS_PER_PAGE = 1000;

export const membersList = {
  id: 'members.list',
  summary: 'Members, page by page',
  methods: ['GET'],
  family: 'members',
  paths: ['members'],
  parameters: {},
  query: {
    ids: { kind: 'integers' },
    properties: { kind: 'texts' },
    per_page: { kind: 'integer', minimum: 1, maximum: MEMBERS_PER_PAGE },
    page_no: { kind: 'integer', minimum: 1, maximum: 1_000_000_000 },
    cursor: { kind: 'text' },
  },
  permit: 'BL:Api:Members:Index',
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: {
        members: { type: 'array', items: MEMBER_MODEL },
        pagination_info: PAGINATION_MODEL,
        next_cursor: NEXT_CURSOR_MODEL,
      },
      required: ['members', 'pagination_info'],
      additionalProperties: false,
    },
  },
  errors: ['parameter_invalid', 'busy'],
  grants: ['table:read', 'index:email', 'index:msisdn'],
  timeout: 29,
} as const satisfies EndpointContract;
