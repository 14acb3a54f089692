import type { RequestActivity } from '../../activity/activity.ts';
import { type Children, el } from '../dom.ts';
import { counted, shortTime } from '../format.ts';
import { localApi } from '../local-api.ts';
import { go, hrefOf } from '../location.ts';
import { label, table } from '../table.ts';
import { empty, heading, region, type View } from '../view.ts';

const MEANINGS = { 2: 'good', 3: 'good', 4: 'busy', 5: 'bad' } as const;
const SHOWN = 200;

const outcome = ({ status, error, nearest }: RequestActivity): Children => [
  label(String(status), MEANINGS[String(status).charAt(0) as unknown as keyof typeof MEANINGS]),
  error !== null && el('span', {}, ` ${error}`),
  nearest !== null && el('div', { class: 'soft' }, 'Nearest route: ', el('code', {}, nearest)),
];

export const requestTable = (requests: readonly RequestActivity[]): HTMLElement =>
  table(
    'Requests, newest first',
    [
      { title: 'Time', cell: ({ at }) => shortTime(at) },
      { title: 'Request', cell: ({ method, path }) => el('code', {}, `${method} ${path}`) },
      { title: 'Outcome', cell: outcome },
      { title: 'ms', number: true, cell: ({ milliseconds }) => milliseconds },
      { title: 'Request id', cell: ({ request_id }) => el('code', { class: 'soft' }, request_id ?? '–') },
    ],
    requests,
  );

export const requests: View = {
  name: 'requests',
  title: 'Requests',
  local: true,
  show(context) {
    const { root, query } = context;
    const onlyErrors = query.get('only') === 'errors';
    const box = el('input', { id: 'errors', type: 'checkbox' });
    box.checked = onlyErrors;
    box.addEventListener('change', () =>
      go(hrefOf('requests', undefined, { only: box.checked ? 'errors' : undefined })),
    );
    root.append(
      heading('Requests', 'The newest 1000, without what was sent: no bodies, no tokens, no addresses.'),
      el('div', { class: 'search' }, el('label', { for: 'errors', class: 'check' }, box, 'Errors only')),
      region(context, {
        load: (signal) => localApi.requests(signal),
        again: () => 2000,
        render: ({ requests: all }) => {
          const some = onlyErrors ? all.filter(({ status }) => status >= 400) : all;
          if (some.length === 0)
            return [empty(onlyErrors ? 'No request has failed.' : 'No request has come yet.')];
          return [
            requestTable(some.slice(0, SHOWN)),
            el(
              'p',
              { class: 'soft' },
              `${counted(some.length, 'request')}, the newest ${Math.min(SHOWN, some.length)} shown`,
            ),
          ];
        },
      }),
    );
  },
};
