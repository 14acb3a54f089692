import type { EndpointContract } from './endpoint.ts';
import { NEXT_CURSOR_MODEL, objectOf } from './models.ts';

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

const MEMBER_CHANGE_MODEL = objectOf({
  version: { type: 'integer' },
  type: { enum: ['created', 'changed'] },
  changed_at: { type: 'string' },
  ...ORIGIN_FIELDS,
  changes: { type: 'object' },
});

const ANSWER_FIELDS = {
  status: { type: 'boolean' },
  updated_at: { type: 'string' },
  version: text,
  evidence: text,
} as const;

const CONSENT_ANSWER_MODEL = objectOf({ ...ANSWER_FIELDS, changed_at: { type: 'string' }, ...ORIGIN_FIELDS });

export const memberChangesConsents = {
  id: 'member-changes.consents',
  summary: 'What a member answered to a consent, when and to which text, the newest first',
  methods: ['GET'],
  family: 'members',
  paths: ['members/:id/consents/:slug/history'],
  parameters: { id: 'id', slug: 'text' },
  permit: 'BL:Api:Members:Changes:List',
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: {
        slug: { type: 'string' },
        consent: {
          oneOf: [
            { type: 'null' },
            {
              type: 'object',
              properties: ANSWER_FIELDS,
              required: ['status', 'updated_at', 'version', 'evidence'],
              additionalProperties: false,
            },
          ],
        },
        history: { type: 'array', items: CONSENT_ANSWER_MODEL },
      },
      required: ['slug', 'consent', 'history'],
      additionalProperties: false,
    },
  },
  errors: ['member_not_found', 'busy'],
  grants: ['table:read'],
  timeout: 10,
} as const satisfies EndpointContract;

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
        next_cursor: NEXT_CURSOR_MODEL,
      },
      required: ['changes'],
      additionalProperties: false,
    },
  },
  errors: ['member_not_found', 'parameter_invalid', 'busy'],
  grants: ['table:read'],
  timeout: 10,
} as const satisfies EndpointContract;
