import { LIMITS } from '#shared/rate-limits.ts';
import type { EndpointContract } from './endpoint.ts';
import { OPT_OUT_QUERY, OWN_UPDATE_BODY } from './member-changes.ts';
import { MEMBER_MODEL } from './models.ts';

const common = { family: 'members', parameters: {}, memberToken: true } as const;

export const meGet = {
  ...common,
  id: 'me.get',
  summary: 'The logged-in member',
  methods: ['GET'],
  paths: ['members/me'],
  permit: 'BL:Api:Members:OAuth:Get',
  replies: { 200: MEMBER_MODEL },
  errors: ['oauth_token_invalid', 'member_not_found'],
  grants: ['table:read', 'table:update', 'secrets'],
  timeout: 10,
} as const satisfies EndpointContract;

export const meUpdate = {
  ...common,
  id: 'me.update',
  summary: 'Change the logged-in member',
  methods: ['PUT'],
  paths: ['members/me'],
  permit: 'BL:Api:Members:OAuth:Update',
  body: { schema: OWN_UPDATE_BODY, errors: { shape: 'member', collected: true } },
  replies: { 200: MEMBER_MODEL },
  errors: ['oauth_token_invalid', 'member_not_found', 'member_invalid', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
  timeout: 15,
} as const satisfies EndpointContract;

export const meDestroy = {
  ...common,
  id: 'me.destroy',
  summary: 'Remove the logged-in member',
  methods: ['DELETE'],
  paths: ['members/me'],
  query: OPT_OUT_QUERY,
  permit: 'BL:Api:Members:OAuth:Destroy',
  replies: { 200: MEMBER_MODEL },
  errors: ['oauth_token_invalid', 'member_not_found', 'parameter_invalid', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
  timeout: 15,
} as const satisfies EndpointContract;

export const meUpdatePassword = {
  ...common,
  id: 'me.update-password',
  summary: 'Change the password of the logged-in member',
  methods: ['PUT'],
  paths: ['members/me/update_password', 'members/update_password'],
  permit: 'BL:Api:Members:OAuth:UpdatePassword',
  body: {
    schema: {
      type: 'object',
      // Validated by hand: 464 comes before 422, so a current password of a wrong type is a wrong one.
      properties: { current_password: {}, password: {} },
      additionalProperties: false,
    },
    errors: { shape: 'member' },
  },
  bodyOnly: ['password', 'current_password'],
  rateLimits: LIMITS.currentPassword,
  replies: { 200: { type: 'object', properties: {}, additionalProperties: false } },
  errors: [
    'oauth_token_invalid',
    'parameter_in_query',
    'member_not_found',
    'too_many_attempts',
    'current_password_invalid',
    'member_invalid',
    'busy',
  ],
  grants: ['table:read', 'table:write', 'secrets'],
  timeout: 15,
} as const satisfies EndpointContract;
