import type { MemberBulksStatusReply } from '../../../packages/client/src/main.ts';
import { type Children, el } from '../dom.ts';
import { count, shown } from '../format.ts';
import { label, list, table } from '../table.ts';
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

const errors = ({ errors: rows }: MemberBulksStatusReply): Children =>
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
      ];

export const jobView: View = {
  name: 'job',
  title: 'Bulk job',
  within: 'jobs',
  show(context) {
    const { root, id = '', client } = context;
    root.append(
      back('jobs', 'Jobs and imports'),
      heading(id),
      region(context, {
        load: (signal) => client.memberBulks.status({ job_id: id }, { signal }),
        again: ({ status }) => (isEnded(status) ? undefined : 1000),
        render: (job) => [
          list([
            ['Status', jobLabel(job.status)],
            ['Chunks', progress(job.bulk_jobs_done, job.bulk_jobs)],
            ['Members created', count(job.members_created_number)],
            ['Members updated', count(job.members_updated_number)],
            ['Members with errors', count(job.members_with_validation_errors_number)],
          ]),
          ...errors(job),
        ],
      }),
    );
  },
};
