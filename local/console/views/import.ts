import { el } from '../dom.ts';
import { count, shown, time } from '../format.ts';
import { list, table } from '../table.ts';
import { back, heading, region, type View } from '../view.ts';
import { isEnded, jobLabel } from './job.ts';
import { progress } from './jobs.ts';

export const importView: View = {
  name: 'import',
  title: 'Import',
  within: 'jobs',
  show(context) {
    const { root, id = '', client } = context;
    root.append(
      back('jobs', 'Jobs and imports'),
      heading(id),
      region(context, {
        load: (signal) => client.memberImports.show({ import_id: id }, { signal }),
        again: ({ bulks }) => (bulks.every(({ status }) => isEnded(status)) ? undefined : 1000),
        render: ({ bulks, ...totals }) => [
          list([
            ['Sent', time(totals.created_at)],
            ['Members sent', count(totals.members_in_payloads_number)],
            ['Members created', count(totals.members_created_number)],
            ['Members updated', count(totals.members_updated_number)],
            ['Members with errors', count(totals.members_with_validation_errors_number)],
            [
              'Bulks',
              progress(
                bulks.filter(({ status }) => isEnded(status)).length,
                bulks.length,
                'Bulks that have ended',
              ),
            ],
          ]),
          el('h2', {}, 'Bulks'),
          table(
            'Bulks of the import',
            [
              { title: 'Bulk', number: true, cell: (bulk) => bulk.id },
              { title: 'Request', number: true, cell: (bulk) => shown(bulk.request_number) },
              { title: 'Status', cell: (bulk) => jobLabel(bulk.status) },
            ],
            bulks,
          ),
        ],
      }),
    );
  },
};
