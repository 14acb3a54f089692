import type { EndpointExamples } from './example.ts';
import { OWN_VALUES } from './own-values.ts';

const { IMPORT_ID, BULK_ID } = OWN_VALUES;

/** Import Bulk Status, to the letter. */
const BULK = {
  id: 11,
  import_id: IMPORT_ID,
  request_number: 1,
  operation: 'create',
  status: 'finished',
  members_in_payload_number: 13,
  members_created_number: 10,
  members_updated_number: 2,
  members_with_validation_errors_number: 1,
  retries: 0,
  members_errors: {
    'joe@example.com': {
      properties: [
        {
          error: {
            language: [{ error: 'value_not_match', value: 'pl', values: 'en, no', property: 'language' }],
          },
        },
      ],
    },
  },
  created_at: '2018-07-30T17:14:03.738Z',
  started_at: '2018-07-30T17:14:04.102Z',
  finished_at: '2018-07-30T17:14:04.957Z',
  rows_total: 13,
  rows_done: 13,
  request_ids: ['Zk3xHj9oFiAEJ4Q='],
} as const;

const BULKS = {
  200: {
    finished: { summary: 'Done, one member has errors', body: BULK },
    more_errors: {
      summary: 'Done, with more errors than one reply holds',
      body: {
        ...BULK,
        members_errors_truncated: true,
        members_errors_next_cursor: 'M0dYkX1pZ0o4c2hRbEtjUlsxLCIxLThjNDE2MWE5LTEiLDIsOTld',
      },
    },
    waiting_for_retry: {
      summary: 'Failed once, and will be repeated',
      body: {
        ...BULK,
        status: 'waiting_for_retry',
        members_created_number: 0,
        members_updated_number: 0,
        members_with_validation_errors_number: 0,
        retries: 1,
        members_errors: {},
        finished_at: null,
        rows_done: 0,
      },
    },
  },
} as const;

export const MEMBER_IMPORTS: Readonly<Record<string, EndpointExamples>> = {
  'member-imports.create': {
    about:
      'One request makes one bulk of an import. Operation `create` creates members, or updates those that match by e-mail or MSISDN; `update` changes only those that match by `member_identifier_type`; `restore` brings members of another system as they were there, with a permit of its own and while the club’s file says `moving_in`. Imports send no welcome messages.',
    requests: {
      create: {
        summary: 'The first bulk of an import',
        body: {
          import_id: IMPORT_ID,
          request_number: 1,
          operation: 'create',
          members: [
            {
              properties: { email: 'ann@example.com', first_name: 'Ann', last_name: 'Berg' },
              optin_channel: 'till',
              email_enabled: true,
            },
            { properties: { msisdn: '4790000002', first_name: 'Bob', last_name: 'Dahl' } },
          ],
        },
      },
      update: {
        summary: 'Add to lists of members, found by e-mail',
        body: {
          operation: 'update',
          member_identifier_type: 'email',
          multi_values_update_mode: 'append',
          members: [{ properties: { email: 'ann@example.com', interests: ['sportwear'] } }],
        },
      },
    },
    replies: { 200: { scheduled: { summary: 'Scheduled', body: { import_id: IMPORT_ID } } } },
  },
  'member-imports.show': {
    about: 'An import has no status of its own: read its bulks. Poll every five seconds or less often.',
    requests: { show: { summary: 'Totals and bulks', path: { import_id: IMPORT_ID } } },
    replies: {
      200: {
        import: {
          summary: 'Four bulks',
          body: {
            members_in_payloads_number: 4000,
            members_in_payload_number: 4000,
            members_created_number: 3020,
            members_updated_number: 531,
            members_with_validation_errors_number: 449,
            created_at: '2018-07-30T11:23:08.417Z',
            started_at: '2018-07-30T11:23:08.903Z',
            finished_at: null,
            rows_total: 4000,
            rows_done: 4000,
            request_ids: ['Zk3xHj9oFiAEJ4Q=', 'Zk3xKj1aliAEPdg=', 'Zk3xMhXNliAEJ2A=', 'Zk3xOi-7liAEMbQ='],
            bulks: [
              { id: 83473, request_number: 1, status: 'finished' },
              { id: 83474, request_number: 2, status: 'failed' },
              { id: 83475, request_number: 3, status: 'working' },
              { id: 83476, request_number: 4, status: 'waiting' },
            ],
          },
        },
      },
    },
  },
  'member-imports.bulk': {
    about:
      '`finished` says nothing about the members: all may have errors. Errors are keyed by the member’s identifier and erased after 24 hours.',
    requests: { bulk: { summary: 'By id', path: { import_id: IMPORT_ID, bulk_id: BULK_ID } } },
    replies: BULKS,
  },
  'member-imports.bulk-by-request-number': {
    about: 'The newest bulk, where several have the number.',
    requests: {
      bulk: {
        summary: 'By the number that the caller gave',
        path: { import_id: IMPORT_ID, request_number: '1' },
      },
    },
    replies: BULKS,
  },
};
