import type { EndpointContract } from './endpoint.ts';
import { PROGRESS, PROGRESS_KEYS } from './progress.ts';

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
        ...PROGRESS,
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
        ...PROGRESS_KEYS,
        'bulks',
      ],
      additionalProperties: false,
    },
  },
  errors: ['import_not_found'],
} as const satisfies EndpointContract;

/** Contract §4.3 (Import Bulk Status). */
export const BULK_MODEL = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    import_id: { type: 'string' },
    request_number: requestNumber,
    operation: { enum: ['create', 'update', 'restore'] },
    status,
    members_in_payload_number: count,
    members_created_number: count,
    members_updated_number: count,
    members_unchanged_number: count,
    members_newer_number: count,
    members_with_validation_errors_number: count,
    retries: count,
    members_errors: { type: 'object', additionalProperties: { type: 'object' } },
    members_errors_truncated: { type: 'boolean' },
    members_errors_next_cursor: { type: ['string', 'null'] },
    ...PROGRESS,
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
    ...PROGRESS_KEYS,
  ],
  additionalProperties: false,
} as const;

export const memberImportsBulk = {
  ...read,
  id: 'member-imports.bulk',
  summary: 'The state of one bulk of an import',
  paths: ['members/imports/:import_id/bulks/:bulk_id'],
  parameters: { import_id: 'text', bulk_id: 'id' },
  query: { errors_after: { kind: 'text' } },
  replies: { 200: BULK_MODEL },
  errors: ['bulk_not_found', 'parameter_invalid'],
} as const satisfies EndpointContract;

export const memberImportsBulkByRequestNumber = {
  ...read,
  id: 'member-imports.bulk-by-request-number',
  summary: "The state of the newest bulk of an import with the caller's number",
  paths: ['members/imports/:import_id/bulks/by_request_number/:request_number'],
  parameters: { import_id: 'text', request_number: 'integer' },
  query: { errors_after: { kind: 'text' } },
  replies: { 200: BULK_MODEL },
  errors: ['bulk_not_found', 'parameter_invalid'],
} as const satisfies EndpointContract;
