import type { Message, MessagesListReply } from '../../../packages/client/src/main.ts';
import { el } from '../dom.ts';
import { count, counted, time } from '../format.ts';
import { hrefOf } from '../location.ts';
import { label, pagerOf, table } from '../table.ts';
import { empty, heading, region, type View } from '../view.ts';
import { channelName } from './outbox.ts';

const PAGE = 25;

const MEANINGS: Readonly<Record<string, 'good' | 'bad' | 'busy'>> = {
  preparing: 'busy',
  prepared: 'busy',
  transmitting: 'busy',
  transmitted: 'good',
  failed: 'bad',
};
export const sendingLabel = (status: string): HTMLElement => label(status, MEANINGS[status]);

const latest = ({ latest_sending: sending }: Message) =>
  sending === null
    ? '–'
    : [
        el('a', { id: `sending-${sending.id}`, href: hrefOf('sending', sending.id) }, String(sending.id)),
        ' ',
        sendingLabel(sending.status),
      ];

const page = ({ messages, pagination_info: info }: MessagesListReply) => {
  if (info.total_count === 0) return [empty('The club has no messages yet.')];
  return [
    table(
      'Messages',
      [
        { title: 'Id', number: true, cell: ({ id }) => id },
        { title: 'Message', cell: ({ name }) => name },
        {
          title: 'Channels',
          cell: ({ channels }) => channels.map(({ type }) => channelName(type)).join(', ') || '–',
        },
        { title: 'Sendings', number: true, cell: ({ sendings_count }) => count(sendings_count) },
        { title: 'Newest sending', cell: latest },
        {
          title: 'Dispatches',
          number: true,
          cell: ({ latest_sending }) =>
            latest_sending?.dispatches_count == null ? '–' : count(latest_sending.dispatches_count),
        },
        { title: 'Scheduled', cell: ({ latest_sending }) => time(latest_sending?.scheduled_at ?? null) },
      ],
      messages,
    ),
    pagerOf(counted(info.total_count, 'message'), info, (page) => hrefOf('sendings', undefined, { page })),
  ];
};

export const sendings: View = {
  name: 'sendings',
  title: 'Messages and sendings',
  show(context) {
    const { root, client, query } = context;
    root.append(
      heading('Messages and sendings'),
      region(context, {
        load: (signal) =>
          client.messages.list({ per_page: PAGE, page_no: Number(query.get('page') ?? 1) }, { signal }),
        again: ({ messages }) =>
          messages.some(({ sendings_status }) => sendings_status === 'scheduled') ? 2000 : undefined,
        render: page,
      }),
    );
  },
};
