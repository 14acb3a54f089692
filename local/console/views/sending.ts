import type { DispatchesListReply, Sending } from '../../../packages/client/src/main.ts';
import { type Children, el } from '../dom.ts';
import { count, counted, shown, time, words } from '../format.ts';
import { hrefOf } from '../location.ts';
import { label, list, pagerOf, table } from '../table.ts';
import { back, empty, heading, region, type View } from '../view.ts';
import { channelName } from './outbox.ts';
import { sendingLabel } from './sendings.ts';

const PAGE = 25;
const ENDED = ['draft', 'transmitted', 'skipped', 'cancelled', 'failed'];

const MEANINGS: Readonly<Record<string, 'good' | 'bad'>> = {
  transmitted: 'good',
  delivered: 'good',
  failed: 'bad',
};

const shownSending = (sending: Sending): Children => {
  const { status, message_id, scheduled_at, transmitted_at, recipients, exclusions = {} } = sending;
  const excluded = Object.entries(exclusions).filter(([, number]) => number > 0);
  return [
    list([
      ['Status', sendingLabel(status)],
      ['Message', String(message_id)],
      ['Scheduled', time(scheduled_at)],
      ['Transmitted', time(transmitted_at)],
      ['Recipients named', count(recipients.length)],
      ['Dispatches', sending.dispatches_count === null ? '–' : count(sending.dispatches_count)],
      ...(sending.sms_parts === undefined ? [] : [['SMS parts', count(sending.sms_parts)] as const]),
    ]),
    excluded.length > 0 && [
      el('h2', {}, 'Left out'),
      list(excluded.map(([reason, number]) => [words(reason), count(number)] as const)),
    ],
  ];
};

const dispatches = (id: string) => (reply: DispatchesListReply) => {
  const { pagination_info: info } = reply;
  if (info.total_count === 0)
    return [empty('It has no dispatches yet: they are made shortly before its time.')];
  return [
    table(
      'Dispatches',
      [
        { title: 'Channel', cell: ({ type }) => channelName(type) },
        { title: 'To', cell: ({ email, msisdn, app_token }) => shown(email ?? msisdn ?? app_token) },
        {
          title: 'Member',
          cell: ({ member_id }) =>
            member_id === null
              ? '–'
              : el('a', { id: `member-${member_id}`, href: hrefOf('member', member_id) }, String(member_id)),
        },
        {
          title: 'Transmission',
          cell: (one) => label(one.transmission_status, MEANINGS[one.transmission_status]),
        },
        {
          title: 'Delivery',
          cell: (one) => [
            label(one.delivery_status, MEANINGS[one.delivery_status]),
            one.external_delivery_status !== null && ` ${one.external_delivery_status}`,
          ],
        },
        { title: 'Transmitted', cell: ({ transmitted_at }) => time(transmitted_at) },
      ],
      reply.dispatches,
    ),
    pagerOf(counted(info.total_count, 'dispatch', 'dispatches'), info, (page) =>
      hrefOf('sending', id, { page }),
    ),
  ];
};

export const sending: View = {
  name: 'sending',
  title: 'Sending',
  within: 'sendings',
  show(context) {
    const { root, id = '', query, client } = context;
    const page_no = Number(query.get('page') ?? 1);
    root.append(
      back('sendings', 'Messages and sendings'),
      heading(`Sending ${id}`),
      region(context, {
        load: async (signal) => ({
          ...(await client.sendings.get({ id }, { signal })),
          dispatches: await client.dispatches.list({ id, page_no, per_page: PAGE }, { signal }),
        }),
        again: ({ sending: { status } }) => (ENDED.includes(status) ? undefined : 1000),
        render: ({ sending: one, dispatches: page }) => [
          ...shownSending(one),
          el('h2', {}, 'Dispatches'),
          ...dispatches(id)(page),
        ],
      }),
    );
  },
};
