import type { EndpointContract } from './endpoint.ts';
import { PROGRESS, PROGRESS_KEYS } from './progress.ts';
import { anyRow } from './rows.ts';
import { JOB_ID, REQUEST_FLAG, REQUEST_NUMBER } from './spellings.ts';

/** Most members of one request (contract §3.1). */
export const BULK_MAX_MEMBERS = 5000;

const flag = { type: ['boolean', 'null'] } as const;
const text = { type: ['string', 'null'] } as const;

/** One member of a bulk; flags and opt-in texts default on creation only (contract §3.1.1). */
export const BULK_MEMBER = {
  type: 'object',
  properties: {
    properties: { type: 'object' },
    password: text,
    password_hash: text,
    consents: { type: ['object', 'null'] },
    sms_enabled: flag,
    email_enabled: flag,
    push_enabled: flag,
    source: text,
    subsource: text,
  },
  required: ['properties'],
  additionalProperties: false,
} as const;

const bulkBody = <const M extends object>(member: M) =>
  ({
    type: 'object',
    properties: {
      members: { type: 'array', items: member },
      only_create: REQUEST_FLAG,
      dry_run: REQUEST_FLAG,
      job_id: JOB_ID,
      request_number: REQUEST_NUMBER,
      send_sms_welcome_message: REQUEST_FLAG,
      send_email_welcome_message: REQUEST_FLAG,
    },
    required: ['members'],
    additionalProperties: false,
  }) as const;

export const memberBulksCreateOrUpdate = {
  id: 'member-bulks.create-or-update',
  summary: 'Create or update members in the background',
  methods: ['POST'],
  family: 'members',
  paths: ['members/bulks/create_or_update', 'member_bulks/create_or_update'],
  parameters: {},
  permit: 'BL:Api:MemberBulks:CreateOrUpdate',
  memberToken: false,
  idempotencyKey: true,
  exactKeys: ['dry_run'],
  body: {
    schema: bulkBody(BULK_MEMBER),
    accepts: bulkBody(anyRow(BULK_MEMBER)),
    errors: {
      shape: 'reason',
      reasons: {
        members: 'invalid_members',
        job_id: 'invalid_job_id',
        request_number: 'invalid_request_number',
        '*': 'invalid_parameters',
      },
    },
  },
  replies: {
    200: {
      type: 'object',
      properties: { success: { const: true }, job_id: { type: 'string' } },
      required: ['success', 'job_id'],
      additionalProperties: false,
    },
  },
  errors: [
    'invalid_members',
    'invalid_job_id',
    'invalid_request_number',
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

export const memberBulksStatus = {
  id: 'member-bulks.status',
  summary: 'The state of a bulk job',
  methods: ['GET'],
  family: 'members',
  paths: ['members/bulks/create_or_update/:job_id', 'member_bulks/create_or_update/:job_id'],
  parameters: { job_id: 'text' },
  query: { errors_after: { kind: 'text' } },
  permit: 'BL:Api:MemberBulks:CreateOrUpdate',
  memberToken: false,
  replies: {
    200: {
      type: 'object',
      properties: {
        status: { enum: ['waiting', 'in_progress', 'finished', 'fatal_error'] },
        bulk_jobs: count,
        bulk_jobs_done: count,
        members_created_number: count,
        members_updated_number: count,
        members_skipped_number: count,
        members_with_validation_errors_number: count,
        errors: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              request_number: { type: 'integer' },
              position: count,
              errors: { type: 'object' },
            },
            required: ['request_number', 'position', 'errors'],
            additionalProperties: false,
          },
        },
        errors_truncated: { type: 'boolean' },
        errors_next_cursor: { type: ['string', 'null'] },
        ...PROGRESS,
      },
      required: [
        'status',
        'bulk_jobs',
        'bulk_jobs_done',
        'members_created_number',
        'members_updated_number',
        'members_skipped_number',
        'members_with_validation_errors_number',
        'errors',
        ...PROGRESS_KEYS,
      ],
      additionalProperties: false,
    },
  },
  errors: ['job_not_found', 'parameter_invalid'],
  grants: ['table:read'],
  timeout: 15,
} as const satisfies EndpointContract;
