import type { EndpointContract } from './endpoint.ts';

/** Default and most changes of one page. */
export const CHANGES_PER_PAGE = 100;

const text = { type: ['string', 'null'] } as const;

/** Where a change came from; `null` for what the change did not have. */
const ORIGIN_FIELDS = {
  source: text,
  client: { type: ['integer', 'null'] },
  product: text,
  subproduct: text,
  request_id: text,
} as const;

const MEMBER_CHANGE_MODEL = {
  type: 'object',
  properties: {
    version: { type: 'integer' },
    type: { enum: ['created', 'changed'] },
    changed_at: { type: 'string' },
    ...ORIGIN_FIELDS,
    changes: { type: 'object' },
  },
  required: [
    'version',
    'type',
    'changed_at',
    'source',
    'client',
    'product',
    'subproduct',
    'request_id',
    'changes',
  ],
  additionalProperties: false,
} as const;

export const memberChangesList = {
  id: 'member-changes.list',
  summary: 'What changed of a member, when and by whom, the newest first',
  methods: ['GET'],
  family: 'members',
  paths: ['members/:id/changes'],
  parameters: { id: 'id' },
  query: {
    per_page: { kind: 'integer', minimum: 1, maximum: CHANGES_PER_PAGE },
    cursor: { kind: 'text' },
  },
  permit: 'BL:Api:Members:Changes:List',
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: {
        changes: { type: 'array', items: MEMBER_CHANGE_MODEL },
        next_cursor: { type: 'string' },
      },
      required: ['changes'],
      additionalProperties: false,
    },
  },
  errors: ['member_not_found', 'parameter_invalid', 'busy'],
  grants: ['table:read'],
  timeout: 10,
} as const satisfies EndpointContract;
