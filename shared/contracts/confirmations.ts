import { LIMITS } from '#shared/rate-limits.ts';
import type { EndpointContract } from './endpoint.ts';

/** Endpoints about mailed tokens (contract §2.10-2.13). */

const EMPTY = { type: 'object', additionalProperties: false } as const;

const common = {
  family: 'members',
  parameters: { email: 'text' },
  memberToken: false,
  replies: { 200: EMPTY },
  timeout: 15,
} as const;

/** Values are validated by the handler, in the documented order; whatever their type, it is an answer, not a failure. */
const tokenBody = {
  schema: { type: 'object', properties: { token: {} }, additionalProperties: false },
  errors: { shape: 'member' },
} as const;

export const membersSendPasswordResetToken = {
  ...common,
  id: 'members.send-password-reset-token',
  summary: 'Mail a password reset link, if the address is a member’s',
  methods: ['POST', 'GET'],
  paths: ['members/by_email/:email/send_password_reset_token'],
  permit: 'BL:Api:Members:Tokens:Create',
  rateLimits: LIMITS.passwordReset,
  errors: ['too_many_requests', 'busy'],
  grants: ['table:read', 'table:write', 'queue:delivery', 'secrets'],
} as const satisfies EndpointContract;

export const membersVerifyToken = {
  ...common,
  id: 'members.verify-token',
  summary: 'Whether a mailed token is valid, without using it',
  methods: ['GET'],
  paths: ['members/by_email/:email/verify_token/:type/:token'],
  parameters: { email: 'text', type: 'text', token: 'text' },
  permit: 'BL:Api:Members:Tokens:Verify',
  replies: {
    200: {
      type: 'object',
      properties: { valid: { type: 'boolean' } },
      required: ['valid'],
      additionalProperties: false,
    },
  },
  errors: ['token_type_unknown'],
  grants: ['table:read'],
} as const satisfies EndpointContract;

export const membersResetPassword = {
  ...common,
  id: 'members.reset-password',
  summary: 'Set a new password with a mailed token',
  methods: ['PUT'],
  paths: ['members/by_email/:email/reset_password'],
  permit: 'BL:Api:Members:ResetPassword',
  body: {
    ...tokenBody,
    schema: { ...tokenBody.schema, properties: { token: {}, password: {} } },
  },
  bodyOnly: ['password', 'token'],
  errors: [
    'parameter_in_query',
    'parameter_missing',
    'member_not_found',
    'token_invalid',
    'member_invalid',
    'busy',
  ],
  grants: ['table:read', 'table:write', 'secrets'],
} as const satisfies EndpointContract;

export const membersUnsubscribe = {
  ...common,
  id: 'members.unsubscribe',
  summary: 'Unsubscribe a member from e-mail with a mailed token',
  methods: ['PUT'],
  paths: ['members/by_email/:email/unsubscribe'],
  permit: 'BL:Api:Members:Verify',
  body: tokenBody,
  errors: ['parameter_missing', 'member_not_found', 'token_invalid', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
} as const satisfies EndpointContract;

export const membersVerifyEmail = {
  ...common,
  id: 'members.verify-email',
  summary: 'Verify an e-mail address with a mailed token',
  methods: ['PUT'],
  paths: ['members/emails/:email/verify'],
  permit: 'BL:Api:Members:Emails:Verify',
  body: tokenBody,
  errors: ['parameter_missing', 'member_not_found', 'token_invalid', 'busy'],
  grants: ['table:read', 'table:write'],
} as const satisfies EndpointContract;
