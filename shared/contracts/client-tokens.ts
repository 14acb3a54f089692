import { PERMIT_MODEL, POLICY_MODEL, TOKEN_MODEL } from './client-token-models.ts';
import type { EndpointContract } from './endpoint.ts';
import { objectOf, PAGINATION_MODEL } from './models.ts';
import { bodyWithErrorTree } from './tree-body.ts';

const text = { kind: 'text' } as const;

const one = {
  family: 'tokens',
  paths: ['tokens/:id'],
  parameters: { id: 'id' },
  memberToken: false,
  replies: { 200: objectOf({ token: TOKEN_MODEL }) },
  errors: ['token_not_found', 'busy'],
  grants: ['table:read', 'table:write'],
  timeout: 15,
} as const;

const list = {
  family: 'tokens',
  methods: ['GET'],
  parameters: {},
  memberToken: false,
  errors: [],
  grants: ['table:read'],
  timeout: 10,
} as const;

export const tokensList = {
  ...list,
  id: 'tokens.list',
  summary: 'Client tokens, page by page',
  paths: ['tokens'],
  query: {
    per_page: text,
    page_no: text,
    loyalty_club_id: text,
    global: text,
    internal: text,
    product: text,
    policy: text,
    permit: text,
    search: text,
  },
  permit: 'Tokens:Api:Tokens:Index',
  replies: {
    200: objectOf({ tokens: { type: 'array', items: TOKEN_MODEL }, pagination_info: PAGINATION_MODEL }),
  },
  errors: ['parameters_invalid', 'busy'],
  timeout: 29,
} as const satisfies EndpointContract;

export const tokensCreate = {
  ...one,
  id: 'tokens.create',
  summary: 'Issue a client token, which only this reply shows',
  methods: ['POST'],
  paths: ['tokens'],
  parameters: {},
  permit: 'Tokens:Api:Tokens:Create',
  body: bodyWithErrorTree({ token: {} }),
  errors: ['permit_missing', 'parameters_invalid', 'conflict', 'busy'],
} as const satisfies EndpointContract;

/** By id, or by the token itself, as documented; `tokens.find` keeps it out of the path. */
export const tokensShow = {
  ...one,
  id: 'tokens.show',
  summary: 'A client token, by its id or by itself',
  methods: ['GET'],
  parameters: { id: 'idOrToken' },
  permit: 'Tokens:Api:Tokens:Show',
  grants: ['table:read'],
} as const satisfies EndpointContract;

/** Secrets have no place in a path (threat T2). */
export const tokensFind = {
  ...one,
  id: 'tokens.find',
  summary: 'A client token by itself, sent in the body',
  methods: ['POST'],
  paths: ['tokens/find'],
  parameters: {},
  permit: 'Tokens:Api:Tokens:Show',
  body: bodyWithErrorTree({ token: {} }),
  errors: ['token_not_found', 'parameters_invalid', 'busy'],
  grants: ['table:read'],
} as const satisfies EndpointContract;

export const tokensUpdate = {
  ...one,
  id: 'tokens.update',
  summary: 'Change a client token',
  methods: ['PUT'],
  permit: 'Tokens:Api:Tokens:Update',
  body: bodyWithErrorTree({ token: {} }),
  errors: ['token_not_found', 'permit_missing', 'parameters_invalid', 'conflict', 'busy'],
} as const satisfies EndpointContract;

export const tokensDestroy = {
  ...one,
  id: 'tokens.destroy',
  summary: 'Revoke a client token',
  methods: ['DELETE'],
  permit: 'Tokens:Api:Tokens:Destroy',
  errors: ['token_not_found', 'conflict', 'busy'],
} as const satisfies EndpointContract;

export const tokensPermits = {
  ...list,
  id: 'tokens.permits',
  summary: 'The permits that a client token can have',
  paths: ['tokens/permits'],
  permit: 'Permits:Api:Permits:Index',
  replies: { 200: objectOf({ permits: { type: 'array', items: PERMIT_MODEL } }) },
} as const satisfies EndpointContract;

export const tokensPolicies = {
  ...list,
  id: 'tokens.policies',
  summary: 'Named sets of permits',
  paths: ['tokens/policies'],
  permit: 'Policies:Api:Policies:Index',
  replies: { 200: objectOf({ policies: { type: 'array', items: POLICY_MODEL } }) },
} as const satisfies EndpointContract;
