import type { EndpointContract } from './endpoint.ts';
import { anyRow } from './rows.ts';
import { JOB_ID, REQUEST_FLAG, REQUEST_NUMBER } from './spellings.ts';

/** Most members of one request (contract §4.1). */
export const IMPORT_MAX_MEMBERS = 1000;

const flag = { type: ['boolean', 'null'] } as const;

/**
 * One member of an import (contract §4.1). What only some operations take may be anything: the documented sample
 * carries nonsense there, which is ignored, or is an error of the row (contract §4.6).
 */
export const IMPORT_MEMBER = {
  type: 'object',
  properties: {
    id: {},
    properties: { type: 'object' },
    password: { type: ['string', 'null'] },
    password_hash: { type: ['string', 'null'] },
    sms_enabled: flag,
    email_enabled: flag,
    push_enabled: flag,
    consents: { type: ['object', 'null'] },
    optin_channel: {},
    optin_subchannel: {},
    created_at: {},
    updated_at: {},
    sms_status: {},
    email_status: {},
    push_status: {},
    updated_channel: {},
    updated_subchannel: {},
    banned_until: {},
    person_id: {},
  },
  required: ['properties'],
  additionalProperties: false,
} as const;

const importBody = <const M extends object>(member: M) =>
  ({
    type: 'object',
    // In the documented order of reasons: the first violation is the one that is reported.
    properties: {
      operation: { enum: ['create', 'update', 'restore', null] },
      member_identifier_type: { enum: ['id', 'email', 'msisdn', null] },
      multi_values_update_mode: { enum: ['replace', 'update', 'append', null] },
      dry_run: REQUEST_FLAG,
      import_id: JOB_ID,
      request_number: REQUEST_NUMBER,
      members: { type: ['array', 'null'], items: member },
    },
    additionalProperties: false,
  }) as const;

export const memberImportsCreate = {
  id: 'member-imports.create',
  summary: 'Create or update members in the background, in bulks of one import',
  methods: ['POST'],
  family: 'members',
  paths: ['members/imports'],
  parameters: {},
  permit: 'BL:Api:Members:Imports:Create',
  memberToken: false,
  idempotencyKey: true,
  exactKeys: ['dry_run'],
  body: {
    schema: importBody(IMPORT_MEMBER),
    accepts: importBody(anyRow(IMPORT_MEMBER)),
    errors: {
      shape: 'reason',
      reasons: {
        operation: 'invalid_operation',
        member_identifier_type: 'invalid_member_identifier_type',
        import_id: 'invalid_import_id',
        request_number: 'invalid_request_number',
        members: 'invalid_members',
        '*': 'invalid_parameters',
      },
    },
  },
  replies: {
    200: {
      type: 'object',
      properties: { import_id: { type: 'string' } },
      required: ['import_id'],
      additionalProperties: false,
    },
  },
  errors: [
    'invalid_operation',
    'restore_not_allowed',
    'invalid_member_identifier_type',
    'invalid_import_id',
    'invalid_request_number',
    'invalid_members',
    'invalid_parameters',
    'members_empty',
    'members_size_incorrect',
    'member_too_large',
    'missing_identifier',
    'duplicated_emails',
    'duplicated_msisdns',
    'busy',
  ],
  grants: ['table:read', 'table:write', 'queue:bulk', 'secrets'],
  timeout: 29,
} as const satisfies EndpointContract;
