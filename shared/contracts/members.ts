import type { EndpointContract } from './endpoint.ts';
import { MEMBER_MODEL, PUBLIC_INFO_MODEL } from './models.ts';
import { REQUEST_FLAG } from './spellings.ts';

const get = {
  methods: ['GET'],
  family: 'members',
  permit: 'BL:Api:Members:Get',
  memberToken: false,
  replies: { 200: MEMBER_MODEL },
  grants: ['table:read'],
  timeout: 10,
} as const;

const publicInfo = {
  ...get,
  permit: 'BL:Api:Members:Check',
  replies: { 200: PUBLIC_INFO_MODEL },
} as const;

export const membersGet = {
  ...get,
  id: 'members.get',
  summary: 'A member by id',
  paths: ['members/:id'],
  parameters: { id: 'id' },
  errors: ['member_not_found'],
} as const satisfies EndpointContract;

export const membersGetByMsisdn = {
  ...get,
  id: 'members.get-by-msisdn',
  summary: 'A member by MSISDN',
  paths: ['members/by_msisdn/:msisdn'],
  parameters: { msisdn: 'text' },
  errors: ['member_not_found', 'msisdn_param_invalid'],
} as const satisfies EndpointContract;

export const membersGetByEmail = {
  ...get,
  id: 'members.get-by-email',
  summary: 'A member by e-mail',
  paths: ['members/by_email/:email'],
  parameters: { email: 'text' },
  errors: ['member_not_found'],
} as const satisfies EndpointContract;

export const membersPublicInfo = {
  ...publicInfo,
  id: 'members.public-info',
  summary: 'Whether a member exists and can log in, by id',
  paths: ['members/:id/public_info'],
  parameters: { id: 'id' },
  errors: [],
} as const satisfies EndpointContract;

export const membersPublicInfoByMsisdn = {
  ...publicInfo,
  id: 'members.public-info-by-msisdn',
  summary: 'Whether a member exists and can log in, by MSISDN',
  paths: ['members/by_msisdn/:msisdn/public_info'],
  parameters: { msisdn: 'text' },
  errors: ['msisdn_param_invalid'],
} as const satisfies EndpointContract;

export const membersPublicInfoByEmail = {
  ...publicInfo,
  id: 'members.public-info-by-email',
  summary: 'Whether a member exists and can log in, by e-mail',
  paths: ['members/by_email/:email/public_info'],
  parameters: { email: 'text' },
  errors: [],
} as const satisfies EndpointContract;

const flag = { type: ['boolean', 'null'] } as const;

export const membersCreate = {
  id: 'members.create',
  summary: 'Create a member',
  methods: ['POST'],
  family: 'members',
  paths: ['members'],
  parameters: {},
  permit: 'BL:Api:Members:Create',
  memberToken: false,
  idempotencyKey: true,
  body: {
    schema: {
      type: 'object',
      properties: {
        properties: { type: ['object', 'null'] },
        password: { type: ['string', 'null'] },
        password_hash: { type: ['string', 'null'] },
        consents: { type: ['object', 'null'] },
        sms_enabled: flag,
        email_enabled: flag,
        push_enabled: flag,
        send_sms_welcome_message: REQUEST_FLAG,
        send_email_welcome_message: REQUEST_FLAG,
      },
      additionalProperties: false,
    },
    errors: { shape: 'member', collected: true },
  },
  replies: { 200: MEMBER_MODEL },
  errors: ['member_invalid', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
  timeout: 15,
} as const satisfies EndpointContract;
