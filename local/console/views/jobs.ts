import type { JobActivity } from '../../activity/activity.ts';
import { el } from '../dom.ts';
import { count, shortTime } from '../format.ts';
import { localApi } from '../local-api.ts';
import { go, hrefOf } from '../location.ts';
import { table } from '../table.ts';
import { empty, heading, region, type View, type ViewContext } from '../view.ts';

export const progress = (done: number, of: number, title = 'Chunks that have ended'): HTMLElement =>
  el(
    'div',
    { class: 'progress' },
    el('progress', { value: done, max: Math.max(1, of), 'aria-label': title }),
    el('span', { class: 'soft' }, `${count(done)} of ${count(of)}`),
  );

const VIEWS = { bulk: 'job', import: 'import' } as const;

const form = (): HTMLElement => {
  const id = el('input', { id: 'job', type: 'search', required: true, autocomplete: 'off' });
  const kind = el(
    'select',
    { id: 'kind' },
    el('option', { value: 'job' }, 'Bulk job'),
    el('option', { value: 'import' }, 'Import'),
  );
  const submit = (event: Event): void => {
    event.preventDefault();
    go(hrefOf(kind.value, id.value.trim()));
  };
  return el(
    'form',
    { class: 'search', onsubmit: submit },
    el('label', { for: 'kind' }, 'Kind', kind),
    el('label', { for: 'job' }, 'Id', id),
    el('button', { type: 'submit' }, 'Show'),
  );
};

const seen = (context: ViewContext): HTMLElement =>
  region(context, {
    load: async (signal) => ({
      own: (await localApi.jobs(signal)).jobs.filter(({ club }) => club === context.club),
    }),
    again: () => 1000,
    render: ({ own }) =>
      own.length === 0
        ? [empty('No bulk and no import has come since the start.')]
        : [
            table<JobActivity>(
              'Requests of bulk jobs and imports, newest first',
              [
                {
                  title: 'Job',
                  cell: ({ source, id, request }) =>
                    el('a', { id: `job-${id}-${request}`, href: hrefOf(VIEWS[source], id) }, id),
                },
                { title: 'Kind', cell: ({ source }) => (source === 'bulk' ? 'Bulk job' : 'Import') },
                { title: 'Chunks', cell: ({ chunks_done, chunks }) => progress(chunks_done, chunks) },
                { title: 'Created', number: true, cell: ({ members_created }) => count(members_created) },
                { title: 'Updated', number: true, cell: ({ members_updated }) => count(members_updated) },
                { title: 'Invalid', number: true, cell: ({ members_invalid }) => count(members_invalid) },
                { title: 'Last change', cell: ({ at }) => shortTime(at) },
              ],
              own,
            ),
          ],
  });

export const jobs: View = {
  name: 'jobs',
  title: 'Jobs and imports',
  show(context) {
    context.root.append(heading('Jobs and imports'), form(), ...(context.isLocal ? [seen(context)] : []));
  },
};
