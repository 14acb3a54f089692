import type { EndpointExamples } from './example.ts';
import { TAKEN_EMAIL } from './member.ts';
import { OWN_VALUES } from './own-values.ts';

const PEOPLE = [
  {
    properties: { email: 'ann@example.com', msisdn: '4790000001', first_name: 'Ann', last_name: 'Berg' },
    password: 'SuperStrongP4ssw0rd',
    source: 'webforms',
  },
  {
    properties: { email: 'bob@example.com', first_name: 'Bob', last_name: 'Dahl', language: 'en' },
    sms_enabled: false,
  },
] as const;

/** What statuses say beside the documented keys. */
const progress = (rows_total: number, rows_done: number) => ({
  created_at: '2026-03-01T08:00:00.120Z',
  started_at: '2026-03-01T08:00:00.480Z',
  finished_at: rows_done < rows_total ? null : '2026-03-01T08:00:03.904Z',
  rows_total,
  rows_done,
  request_ids: ['Zk3xHj9oFiAEJ4Q='],
});

export const MEMBER_BULKS: Readonly<Record<string, EndpointExamples>> = {
  'member-bulks.create-or-update': {
    about:
      'Members match by e-mail or MSISDN: a match is updated as by `PUT members/:id`, the others are created. E-mails and MSISDNs must be unique in one request. Several requests with one `job_id` make one job; the same request sent again is scheduled once. The job’s status has the errors of members.',
    requests: {
      schedule: {
        summary: 'Two members, as the first request of a job',
        body: { members: PEOPLE, job_id: OWN_VALUES.JOB_ID, request_number: 1 },
      },
      only_create: {
        summary: 'Leave existing members as they are, without welcome messages',
        body: {
          members: [{ properties: { msisdn: '4790000003', first_name: 'Eva', last_name: 'Foss' } }],
          only_create: true,
          send_sms_welcome_message: false,
          send_email_welcome_message: false,
        },
      },
    },
    replies: {
      200: { scheduled: { summary: 'Scheduled', body: { success: true, job_id: OWN_VALUES.JOB_ID } } },
    },
  },
  'member-bulks.status': {
    about:
      'Only the client token that made a job sees it. Errors are erased 24 hours after their request, the job after 90 days.',
    requests: { status: { summary: 'The state of a job', path: { job_id: OWN_VALUES.JOB_ID } } },
    replies: {
      200: {
        finished: {
          summary: 'All parts ended, one member has errors',
          body: {
            status: 'finished',
            bulk_jobs: 3,
            bulk_jobs_done: 3,
            members_created_number: 120,
            members_updated_number: 27,
            members_skipped_number: 0,
            members_with_validation_errors_number: 1,
            errors: [{ request_number: 1, position: 4, errors: TAKEN_EMAIL }],
            ...progress(148, 148),
          },
        },
        more_errors: {
          summary: 'All parts ended, with more errors than one reply holds',
          body: {
            status: 'finished',
            bulk_jobs: 20,
            bulk_jobs_done: 20,
            members_created_number: 0,
            members_updated_number: 0,
            members_skipped_number: 0,
            members_with_validation_errors_number: 95_000,
            errors: [{ request_number: 1, position: 0, errors: TAKEN_EMAIL }],
            errors_truncated: true,
            errors_next_cursor: 'M0dYkX1pZ0o4c2hRbEtjUlsxLCIxLThjNDE2MWE5LTEiLDIsOTld',
            ...progress(95_000, 95_000),
          },
        },
        in_progress: {
          summary: 'In progress',
          body: {
            status: 'in_progress',
            bulk_jobs: 3,
            bulk_jobs_done: 1,
            members_created_number: 61,
            members_updated_number: 14,
            members_skipped_number: 0,
            members_with_validation_errors_number: 0,
            errors: [],
            ...progress(148, 75),
          },
        },
      },
    },
  },
};
