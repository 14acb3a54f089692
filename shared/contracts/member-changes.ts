import type { EndpointContract } from './endpoint.ts';
import { MEMBER_MODEL } from './models.ts';
import { REQUEST_FLAG } from './spellings.ts';

const flag = { type: ['boolean', 'null'] } as const;

/** The body of an update by the member (contract §2.14). */
export const OWN_UPDATE_BODY = {
  type: 'object',
  properties: {
    properties: { type: ['object', 'null'] },
    password: { type: ['string', 'null'] },
    consents: { type: ['object', 'null'] },
    sms_enabled: flag,
    email_enabled: flag,
    push_enabled: flag,
    validate_partially: REQUEST_FLAG,
  },
  additionalProperties: false,
} as const;

/**
 * The body of an update by an admin (contract §2.8), who may also bring a password over from another system, and ban.
 */
export const MEMBER_UPDATE_BODY = {
  ...OWN_UPDATE_BODY,
  properties: {
    ...OWN_UPDATE_BODY.properties,
    password_hash: { type: ['string', 'null'] },
    banned_until: { type: ['string', 'null'] },
  },
} as const;

/** Whether to send the opt-out message: the first parameter sent counts, default true (contract §2.9). */
export const OPT_OUT_QUERY = {
  send_email_unsubscribe_message: { kind: 'flag' },
  send_unsubscribe_message: { kind: 'flag' },
} as const;

export const membersUpdate = {
  id: 'members.update',
  summary: 'Change a member',
  methods: ['PUT'],
  family: 'members',
  paths: ['members/:id'],
  parameters: { id: 'id' },
  permit: 'BL:Api:Members:Update',
  memberToken: false,
  body: { schema: MEMBER_UPDATE_BODY, errors: { shape: 'member', collected: true } },
  replies: { 200: MEMBER_MODEL },
  errors: ['member_not_found', 'member_invalid', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
  timeout: 15,
} as const satisfies EndpointContract;

export const membersDestroy = {
  id: 'members.destroy',
  summary: 'Remove a member',
  methods: ['DELETE'],
  family: 'members',
  paths: ['members/:id'],
  parameters: { id: 'id' },
  query: OPT_OUT_QUERY,
  permit: 'BL:Api:Members:Destroy',
  memberToken: false,
  replies: { 200: MEMBER_MODEL },
  errors: ['member_not_found', 'parameter_invalid', 'busy'],
  grants: ['table:read', 'table:write'],
  timeout: 15,
} as const satisfies EndpointContract;

const anything = {} as const;

export const membersValidate = {
  id: 'members.validate',
  summary: 'Check a member without creating it',
  methods: ['POST'],
  family: 'members',
  paths: ['members/validate'],
  parameters: {},
  permit: 'BL:Api:Members:Validate',
  memberToken: false,
  body: {
    schema: {
      type: 'object',
      // Any type: a wrong one is a finding of the dry run, not a refusal of it.
      properties: { properties: anything, password: anything, password_hash: anything, consents: anything },
      additionalProperties: false,
    },
    errors: { shape: 'member' },
  },
  replies: {
    200: {
      type: 'object',
      properties: { valid: { type: 'boolean' }, errors: { type: ['object', 'null'] } },
      required: ['valid', 'errors'],
      additionalProperties: false,
    },
  },
  errors: ['member_invalid', 'busy'],
  grants: ['table:read'],
  timeout: 10,
} as const satisfies EndpointContract;
