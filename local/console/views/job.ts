import type { MemberBulksStatusReply } from '../../../packages/client/src/main.ts';
import { type Children, el } from '../dom.ts';
import { count, shown, time } from '../format.ts';
import { hrefOf } from '../location.ts';
import { label, list, pager, table } from '../table.ts';
import { back, heading, region, type View } from '../view.ts';
import { progress } from './jobs.ts';

/** Of jobs, and of the bulks of imports. */
const ENDED = ['finished', 'fatal_error', 'failed'];
export const jobLabel = (status: string): HTMLElement =>
  label(
    status.replaceAll('_', ' '),
    status === 'finished' ? 'good' : ENDED.includes(status) ? 'bad' : 'busy',
  );

export const isEnded = (status: string): boolean => ENDED.includes(status);

type Progress = Pick<
  MemberBulksStatusReply,
  'created_at' | 'started_at' | 'finished_at' | 'rows_total' | 'rows_done' | 'request_ids' | 'dry_run'
>;

/** Times, rows and requests, which jobs and imports have alike. */
export const progressOf = ({
  created_at,
  rows_total,
  request_ids,
  ...job
}: Progress): Parameters<typeof list>[0] => [
  ...(job.dry_run ? [['Dry run', 'nothing is written'] as const] : []),
  ['Accepted', time(created_at)],
  ['Started', time(job.started_at)],
  ['Finished', time(job.finished_at)],
  [
    'Rows',
    rows_total === null ? count(job.rows_done) : progress(job.rows_done, rows_total, 'Rows that are done'),
  ],
  ['Requests', el('code', {}, request_ids.join(' ') || '–')],
];

/** The page of errors that this one leads to. @param next a cursor of the API */
export const moreErrors = (view: string, id: string, next: string | null | undefined, of = {}): Children =>
  next ? [pager('There are more errors.', { next: hrefOf(view, id, { ...of, after: next }) })] : [];

const errors = (id: string, { errors: rows, errors_next_cursor }: MemberBulksStatusReply): Children =>
  rows.length === 0
    ? []
    : [
        el('h2', {}, 'Errors'),
        table(
          'Errors by row',
          [
            { title: 'Request', number: true, cell: ({ request_number }) => shown(request_number) },
            { title: 'Position', number: true, cell: ({ position }) => shown(position) },
            { title: 'Errors', cell: (row) => el('code', {}, JSON.stringify(row.errors)) },
          ],
          rows,
        ),
        ...moreErrors('job', id, errors_next_cursor),
      ];

export const jobView: View = {
  name: 'job',
  title: 'Bulk job',
  within: 'jobs',
  show(context) {
    const { root, id = '', query, client } = context;
    const errors_after = query.get('after');
    root.append(
      back('jobs', 'Jobs and imports'),
      heading(id),
      region(context, {
        load: (signal) =>
          client.memberBulks.status({ job_id: id, ...(errors_after && { errors_after }) }, { signal }),
        again: ({ status }) => (isEnded(status) ? undefined : 1000),
        render: (job) => [
          list([
            ['Status', jobLabel(job.status)],
            ...progressOf(job),
            ['Chunks', progress(job.bulk_jobs_done, job.bulk_jobs)],
            ['Members created', count(job.members_created_number)],
            ['Members updated', count(job.members_updated_number)],
            ['Members with errors', count(job.members_with_validation_errors_number)],
          ]),
          ...errors(id, job),
        ],
      }),
    );
  },
};
