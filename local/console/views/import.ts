import { el } from '../dom.ts';
import { count, shown } from '../format.ts';
import { hrefOf } from '../location.ts';
import { list, table } from '../table.ts';
import { back, empty, heading, region, type View, type ViewContext } from '../view.ts';
import { isEnded, jobLabel, moreErrors, progressOf } from './job.ts';
import { progress } from './jobs.ts';

/** What a bulk of the import refused. */
const errorsOf = (context: ViewContext, bulk_id: string): HTMLElement => {
  const { id = '', query, client } = context;
  const errors_after = query.get('after');
  return region(context, {
    load: (signal) =>
      client.memberImports.bulk(
        { import_id: id, bulk_id, ...(errors_after && { errors_after }) },
        { signal },
      ),
    render: ({ members_errors, members_errors_next_cursor: next }) => {
      const rows = Object.entries(members_errors);
      return [
        el('h2', {}, `Errors of bulk ${bulk_id}`),
        rows.length === 0
          ? empty('It has no errors.')
          : table(
              'Errors by member',
              [
                { title: 'Member', cell: ([member]) => member },
                { title: 'Errors', cell: ([, errors]) => el('code', {}, JSON.stringify(errors)) },
              ],
              rows,
            ),
        ...moreErrors('import', id, next, { bulk: bulk_id }),
      ];
    },
  });
};

export const importView: View = {
  name: 'import',
  title: 'Import',
  within: 'jobs',
  show(context) {
    const { root, id = '', query, client } = context;
    const bulk = query.get('bulk');
    root.append(
      back('jobs', 'Jobs and imports'),
      heading(id),
      region(context, {
        load: (signal) => client.memberImports.show({ import_id: id }, { signal }),
        again: ({ bulks }) => (bulks.every(({ status }) => isEnded(status)) ? undefined : 1000),
        render: ({ bulks, ...totals }) => [
          list([
            ...progressOf(totals),
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
              {
                title: 'Bulk',
                number: true,
                cell: (bulk) =>
                  el(
                    'a',
                    { id: `bulk-${bulk.id}`, href: hrefOf('import', id, { bulk: bulk.id }) },
                    String(bulk.id),
                  ),
              },
              { title: 'Request', number: true, cell: (bulk) => shown(bulk.request_number) },
              { title: 'Status', cell: (bulk) => jobLabel(bulk.status) },
            ],
            bulks,
          ),
        ],
      }),
      ...(bulk === null ? [] : [errorsOf(context, bulk)]),
    );
  },
};
