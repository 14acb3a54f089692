import type { EndpointContract } from './endpoint.ts';

/** Most members of one request (contract §4.1). */
export const IMPORT_MAX_MEMBERS = 1000;

const flag = { type: ['boolean', 'null'] } as const;

/**
 * One member of an import (contract §4.1). `optin_*` and `created_at` may be anything: the documented sample
 * carries nonsense there, which is ignored.
 */
export const IMPORT_MEMBER = {
  type: 'object',
  properties: {
    id: {},
    properties: { type: 'object' },
    password: { type: ['string', 'null'] },
    sms_enabled: flag,
    email_enabled: flag,
    push_enabled: flag,
    optin_channel: {},
    optin_subchannel: {},
    created_at: {},
  },
  required: ['properties'],
  additionalProperties: false,
} as const;

export const memberImportsCreate = {
  id: 'member-imports.create',
  summary: 'Create or update members in the background, in bulks of one import',
  methods: ['POST'],
  family: 'members',
  paths: ['members/imports'],
  parameters: {},
  permit: 'BL:Api:Members:Imports:Create',
  memberToken: false,
  body: {
    schema: {
      type: 'object',
      // In the documented order of reasons: the first violation is the one that is told.
      properties: {
        operation: { enum: ['create', 'update', null] },
        member_identifier_type: { enum: ['id', 'email', 'msisdn', null] },
        multi_values_update_mode: { enum: ['replace', 'update', 'append', null] },
        import_id: { type: ['string', 'null'], pattern: '^[A-Za-z0-9._:-]{1,64}$' },
        request_number: {
          type: ['integer', 'null'],
          minimum: Number.MIN_SAFE_INTEGER,
          maximum: Number.MAX_SAFE_INTEGER,
        },
        members: { type: ['array', 'null'], items: IMPORT_MEMBER },
      },
      additionalProperties: false,
    },
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

const count = { type: 'integer', minimum: 0 } as const;
const status = { enum: ['waiting', 'working', 'waiting_for_retry', 'finished', 'failed'] } as const;
const requestNumber = { type: ['integer', 'null'] } as const;

const read = {
  methods: ['GET'],
  family: 'members',
  permit: 'BL:Api:Members:Imports:Get',
  memberToken: false,
  grants: ['table:read'],
  timeout: 15,
} as const;

export const memberImportsShow = {
  ...read,
  id: 'member-imports.show',
  summary: 'The state of an import: totals and its bulks',
  paths: ['members/imports/:import_id'],
  parameters: { import_id: 'text' },
  replies: {
    200: {
      type: 'object',
      properties: {
        // The documents spell it both ways (contract §4.2).
        members_in_payloads_number: count,
        members_in_payload_number: count,
        members_created_number: count,
        members_updated_number: count,
        members_with_validation_errors_number: count,
        created_at: { type: 'string' },
        bulks: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            properties: { id: { type: 'integer' }, request_number: requestNumber, status },
            required: ['id', 'request_number', 'status'],
            additionalProperties: false,
          },
        },
      },
      required: [
        'members_in_payloads_number',
        'members_in_payload_number',
        'members_created_number',
        'members_updated_number',
        'members_with_validation_errors_number',
        'created_at',
        'bulks',
      ],
      additionalProperties: false,
    },
  },
  errors: ['import_not_found'],
} as const satisfies EndpointContract;

/** Contract §4.3 (S3). */
const BULK_MODEL = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    import_id: { type: 'string' },
    request_number: requestNumber,
    operation: { enum: ['create', 'update'] },
    status,
    members_in_payload_number: count,
    members_created_number: count,
    members_updated_number: count,
    members_with_validation_errors_number: count,
    retries: count,
    members_errors: { type: 'object', additionalProperties: { type: 'object' } },
    members_errors_truncated: { const: true },
    created_at: { type: 'string' },
  },
  required: [
    'id',
    'import_id',
    'request_number',
    'operation',
    'status',
    'members_in_payload_number',
    'members_created_number',
    'members_updated_number',
    'members_with_validation_errors_number',
    'retries',
    'members_errors',
    'created_at',
  ],
  additionalProperties: false,
} as const;

export const memberImportsBulk = {
  ...read,
  id: 'member-imports.bulk',
  summary: 'The state of one bulk of an import',
  paths: ['members/imports/:import_id/bulks/:bulk_id'],
  parameters: { import_id: 'text', bulk_id: 'id' },
  replies: { 200: BULK_MODEL },
  errors: ['bulk_not_found'],
} as const satisfies EndpointContract;

export const memberImportsBulkByRequestNumber = {
  ...read,
  id: 'member-imports.bulk-by-request-number',
  summary: "The state of the newest bulk of an import with the caller's number",
  paths: ['members/imports/:import_id/bulks/by_request_number/:request_number'],
  parameters: { import_id: 'text', request_number: 'integer' },
  replies: { 200: BULK_MODEL },
  errors: ['bulk_not_found'],
} as const satisfies EndpointContract;
