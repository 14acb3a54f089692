import type { ListedMessage } from '../../outbox/message-store.ts';
import { el } from '../dom.ts';
import { counted, shortTime } from '../format.ts';
import { localApi, type OutboxPage } from '../local-api.ts';
import { go, hrefOf } from '../location.ts';
import { pager, table } from '../table.ts';
import { empty, heading, region, type View } from '../view.ts';

const CHANNELS = { email: 'E-mail', sms: 'SMS', push: 'Push' } as const;
export const channelName = (channel: string): string => CHANNELS[channel as keyof typeof CHANNELS] ?? channel;

const PAGE = 50;

export const messageTable = (messages: readonly ListedMessage[]): HTMLElement =>
  table(
    'Messages, newest first',
    [
      { title: 'Channel', cell: ({ channel }) => channelName(channel) },
      {
        title: 'To',
        cell: ({ number, to }) =>
          el('a', { id: `message-${number}`, href: hrefOf('message', number) }, to.join(', ')),
      },
      { title: 'Subject', cell: ({ subject }) => subject ?? '–' },
      { title: 'Sent', cell: ({ at }) => shortTime(at) },
    ],
    messages,
  );

const search = (query: URLSearchParams): HTMLElement => {
  const to = el('input', {
    id: 'to',
    name: 'to',
    type: 'search',
    value: query.get('to') ?? '',
    autocomplete: 'off',
  });
  const channel = el(
    'select',
    { id: 'channel', name: 'channel' },
    el('option', { value: '' }, 'All'),
    ...Object.entries(CHANNELS).map(([value, text]) => el('option', { value }, text)),
  );
  channel.value = query.get('channel') ?? '';
  const submit = (event?: Event): void => {
    event?.preventDefault();
    go(hrefOf('outbox', undefined, { to: to.value.trim(), channel: channel.value }));
  };
  channel.addEventListener('change', () => submit());
  return el(
    'form',
    { class: 'search', role: 'search', onsubmit: submit },
    el('label', { for: 'to' }, 'Recipient', to),
    el('label', { for: 'channel' }, 'Channel', channel),
    el('button', { type: 'submit' }, 'Search'),
  );
};

const render =
  (query: URLSearchParams) =>
  ({ messages, total, next }: OutboxPage) => {
    const filter = { to: query.get('to') ?? '', channel: query.get('channel') ?? '' };
    const isFiltered = filter.to !== '' || filter.channel !== '';
    if (messages.length === 0)
      return [
        isFiltered
          ? empty('No message was sent to such a recipient.', el('a', { href: '#/outbox' }, 'All messages'))
          : empty(
              'Nothing was sent yet. A member who is created with an e-mail address gets a welcome mail.',
            ),
      ];
    return [
      messageTable(messages),
      pager(counted(total, 'message'), {
        previous: query.has('before') ? hrefOf('outbox', undefined, filter) : undefined,
        next: next === null ? undefined : hrefOf('outbox', undefined, { ...filter, before: next }),
      }),
    ];
  };

export const outbox: View = {
  name: 'outbox',
  title: 'Outbox',
  local: true,
  show(context) {
    const { root, query } = context;
    const asked = new URLSearchParams(query);
    asked.set('limit', String(PAGE));
    root.append(
      heading('Outbox', 'What the providers took. It was kept here instead of being sent.'),
      search(query),
      region(context, {
        load: (signal) => localApi.outbox(asked, signal),
        render: render(query),
        again: () => (query.has('before') ? undefined : 2000),
      }),
    );
  },
};
