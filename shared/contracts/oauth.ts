import { LIMITS } from '#shared/rate-limits.ts';
import type { EndpointContract } from './endpoint.ts';
import { ANY_WITH_TOKEN } from './spellings.ts';

const common = {
  family: 'members',
  parameters: {},
  permit: 'BL:Api:Members:OAuth',
  timeout: 10,
} as const;

const EMPTY = { type: 'object', properties: {}, additionalProperties: false } as const;
const text = { type: ['string', 'null'] } as const;

export const oauthToken = {
  ...common,
  id: 'oauth.token',
  // Beside what the hashes of a refusal may take: three seconds for the old system of a shadow log-in.
  timeout: 13,
  summary: 'Log a member in, or exchange a refresh token',
  methods: ['POST'],
  paths: ['members/oauth/token'],
  memberToken: false,
  body: {
    schema: {
      type: 'object',
      properties: {
        grant_type: { enum: ['password', 'refresh_token'] },
        identifier_type: { enum: ['id', 'email', 'msisdn', null] },
        identifier: { type: ['string', 'number', 'null'] },
        password: text,
        refresh_token: text,
      },
      required: ['grant_type'],
      additionalProperties: false,
    },
    errors: { shape: 'plain' },
  },
  replies: {
    200: {
      type: 'object',
      properties: {
        access_token: { type: 'string' },
        token_type: { const: 'bearer' },
        expires_in: { type: 'integer' },
        refresh_token: { type: 'string' },
        created_at: { type: 'integer' },
        resource_owner_id: { type: 'integer' },
      },
      required: [
        'access_token',
        'token_type',
        'expires_in',
        'refresh_token',
        'created_at',
        'resource_owner_id',
      ],
      additionalProperties: false,
    },
  },
  rateLimits: LIMITS.logIn,
  errors: ['parameter_invalid', 'credentials_invalid', 'refresh_token_invalid', 'too_many_attempts', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
} as const satisfies EndpointContract;

/** Answers 200 to any JSON: also a token that is missing or no text is only an unknown one (contract §2.2). */
export const oauthRevoke = {
  ...common,
  id: 'oauth.revoke',
  summary: "End a member's session by either of its tokens",
  methods: ['POST'],
  paths: ['members/oauth/revoke'],
  memberToken: false,
  body: {
    schema: ANY_WITH_TOKEN,
    errors: { shape: 'plain' },
  },
  replies: { 200: EMPTY },
  errors: ['busy'],
  grants: ['table:read', 'table:write', 'secrets'],
} as const satisfies EndpointContract;

export const oauthTokenInfo = {
  ...common,
  id: 'oauth.token-info',
  summary: "Information about a member's access token",
  methods: ['GET', 'POST'],
  paths: ['members/oauth/token/info'],
  memberToken: true,
  replies: {
    200: {
      type: 'object',
      properties: {
        resource_owner_id: { type: 'integer' },
        scopes: { type: 'array', maxItems: 0 },
        expires_in_seconds: { type: 'integer' },
        application: {
          type: 'object',
          properties: { uid: { type: 'null' } },
          required: ['uid'],
          additionalProperties: false,
        },
        created_at: { type: 'integer' },
      },
      required: ['resource_owner_id', 'scopes', 'expires_in_seconds', 'application', 'created_at'],
      additionalProperties: false,
    },
  },
  errors: ['oauth_token_invalid'],
  grants: ['table:read', 'table:update', 'secrets'],
} as const satisfies EndpointContract;
