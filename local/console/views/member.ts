import type { Member, MemberMessagesListReply } from '../../../packages/client/src/main.ts';
import { type Children, el } from '../dom.ts';
import { counted, shown, time, words } from '../format.ts';
import { hrefOf } from '../location.ts';
import { list, pagerOf, table } from '../table.ts';
import { back, empty, heading, region, type View } from '../view.ts';
import { nameOf, statusLabel } from './members.ts';
import { channelName } from './outbox.ts';

const PAGE = 20;

const rows = (record: Readonly<Record<string, unknown>>): HTMLElement =>
  list(Object.entries(record).map(([name, value]) => [words(name), shown(value)] as const));

const shownMember = (member: Member, isLocal: boolean): Children => {
  const { properties, consents, sms_status, email_status, push_status } = member;
  const { id, optin_channel, created_at, updated_at } = member;
  const email = properties['email'];
  return [
    heading(
      nameOf(member),
      `Member ${id}`,
      isLocal &&
        typeof email === 'string' &&
        el('a', { class: 'button', href: hrefOf('outbox', undefined, { to: email }) }, 'In the outbox'),
    ),
    el(
      'div',
      { class: 'columns' },
      el('section', {}, el('h2', {}, 'Properties'), rows(properties)),
      el(
        'section',
        {},
        el('h2', {}, 'Channels'),
        list([
          ['E-mail', statusLabel(email_status)],
          ['SMS', statusLabel(sms_status)],
          ['Push', statusLabel(push_status)],
        ]),
        el('h2', {}, 'Consents'),
        Object.keys(consents).length > 0 ? rows(consents) : el('p', { class: 'soft' }, 'None was asked for.'),
        el('h2', {}, 'Times'),
        list([
          ['Created', time(created_at)],
          ['Changed', time(updated_at)],
          ['Opt-in channel', optin_channel ?? '–'],
        ]),
      ),
    ),
  ];
};

const messages = (id: string) => (reply: MemberMessagesListReply) => {
  const { pagination_info: info } = reply;
  if (info.total_count === 0) return [empty('This member has got no message yet.')];
  return [
    table(
      'Messages to this member, newest first',
      [
        { title: 'Channel', cell: ({ type }) => channelName(type) },
        {
          title: 'Text',
          cell: ({ content }) => el('span', { class: 'clip' }, content ?? 'no longer stored'),
        },
        { title: 'Sent', cell: ({ created_at }) => time(created_at) },
      ],
      reply.messages,
    ),
    pagerOf(counted(info.total_count, 'message'), info, (page) => hrefOf('member', id, { page })),
  ];
};

export const member: View = {
  name: 'member',
  title: 'Member',
  within: 'members',
  show(context) {
    const { root, id = '', query, client, isLocal } = context;
    const page_no = Number(query.get('page') ?? 1);
    root.append(
      back('members', 'Members'),
      region(context, {
        load: (signal) => client.members.get({ id }, { signal }),
        render: (one) => shownMember(one, isLocal),
      }),
      el('h2', {}, 'Messages'),
      region(context, {
        load: (signal) =>
          client.memberMessages.list({ id, page_no, per_page: PAGE, include_content: true }, { signal }),
        render: messages(id),
      }),
    );
  },
};
