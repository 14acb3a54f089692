import { isLoyaltyApiError, type Member, type MembersListReply } from '../../../packages/client/src/main.ts';
import { el } from '../dom.ts';
import { counted, shown, time } from '../format.ts';
import { go, hrefOf } from '../location.ts';
import { label, pagerOf, table } from '../table.ts';
import { empty, heading, region, type View, type ViewContext } from '../view.ts';

const PAGE = 25;

const REACHED = ['enabled', 'verified'];
export const statusLabel = (status: string): HTMLElement =>
  label(
    status.replaceAll('_', ' '),
    REACHED.includes(status) ? 'good' : status === 'disabled' ? undefined : 'bad',
  );

export const nameOf = ({ id, properties }: Pick<Member, 'id' | 'properties'>): string =>
  [properties['first_name'], properties['last_name']].filter(Boolean).join(' ') || `Member ${id}`;

/** By what the text is: an address, a number, or an id. */
const find = async ({ client, signal }: ViewContext, text: string): Promise<Member | undefined> => {
  const digits = text.replace(/[\s+()-]/g, '');
  try {
    if (text.includes('@')) return await client.members.getByEmail({ email: text }, { signal });
    if (!/^\d+$/.test(digits)) return undefined;
    return digits.length >= 8
      ? await client.members.getByMsisdn({ msisdn: digits }, { signal })
      : await client.members.get({ id: digits }, { signal });
  } catch (error) {
    if (isLoyaltyApiError(error) && [404, 400, 422].includes(error.status)) return undefined;
    throw error;
  }
};

const search = (text: string): HTMLElement => {
  const input = el('input', { id: 'member', type: 'search', value: text, autocomplete: 'off' });
  const submit = (event: Event): void => {
    event.preventDefault();
    go(hrefOf('members', undefined, { find: input.value.trim() }));
  };
  return el(
    'form',
    { class: 'search', role: 'search', onsubmit: submit },
    el('label', { for: 'member' }, 'E-mail address, phone number or id', input),
    el('button', { type: 'submit' }, 'Search'),
  );
};

const memberTable = (members: readonly Member[]): HTMLElement =>
  table(
    'Members',
    [
      { title: 'Id', number: true, cell: ({ id }) => id },
      {
        title: 'Name',
        cell: (one) => el('a', { id: `member-${one.id}`, href: hrefOf('member', one.id) }, nameOf(one)),
      },
      { title: 'E-mail', cell: ({ properties }) => shown(properties['email']) },
      { title: 'Phone', cell: ({ properties }) => shown(properties['msisdn']) },
      { title: 'Created', cell: ({ created_at }) => time(created_at) },
    ],
    members,
  );

const page = ({ members, pagination_info: info }: MembersListReply) => {
  if (info.total_count === 0) return [empty('The club has no members yet.')];
  return [
    memberTable(members),
    pagerOf(counted(info.total_count, 'member'), info, (page) => hrefOf('members', undefined, { page })),
  ];
};

export const members: View = {
  name: 'members',
  title: 'Members',
  show(context) {
    const { root, query, client } = context;
    const text = query.get('find') ?? '';
    root.append(
      heading('Members'),
      search(text),
      text === ''
        ? region(context, {
            load: (signal) =>
              client.members.list({ per_page: PAGE, page_no: Number(query.get('page') ?? 1) }, { signal }),
            render: page,
          })
        : region(context, {
            load: async () => ({ found: await find(context, text) }),
            render: ({ found }) => [
              found
                ? memberTable([found])
                : empty('No such member.', el('a', { href: '#/members' }, 'All members')),
            ],
          }),
    );
  },
};
