import { el, say } from '../dom.ts';
import { count } from '../format.ts';
import { localApi } from '../local-api.ts';
import { action, heading, region, type View, type ViewContext } from '../view.ts';
import { messageTable } from './outbox.ts';
import { requestTable } from './requests.ts';

const LINKS = [
  { href: '/docs/', text: 'Guide', about: 'from the first request to operations' },
  {
    href: '/docs/reference.html',
    text: 'Reference',
    about: 'a command for every operation, with the demo token',
  },
  { href: '/docs/openapi.json', text: 'OpenAPI document', about: 'for generators and tools' },
  { href: '/docs/loyalty-club.postman_collection.json', text: 'Postman collection', about: 'every request' },
];

const firstCommand = ({ club, token }: ViewContext): string =>
  [
    `curl "${location.origin}/api/v3/loyalty_clubs/${club}/members" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'X-Client-Authorization: ${token}' \\`,
    `  -H 'X-Product-Name: default' \\`,
    `  -H 'X-User-Agent: my first call' \\`,
    `  -d '{"properties": {"email": "kari@example.com", "first_name": "Kari", "last_name": "Nordmann"}}'`,
  ].join('\n');

const beginning = (context: ViewContext): HTMLElement => {
  const command = firstCommand(context);
  const copy = action(
    'Copy',
    async () => {
      await navigator.clipboard.writeText(command);
      say('The command is copied.');
    },
    () => say('The browser does not let this page copy.'),
  );
  return el(
    'section',
    {},
    el('h2', {}, 'Create a member'),
    el('div', { class: 'command' }, el('pre', { tabindex: 0, 'aria-label': 'Command' }, command), copy),
  );
};

const tile = (title: string, value: number, href: string, isBad = false): HTMLElement =>
  el(
    'a',
    { class: `tile ${isBad ? 'bad' : ''}`, href },
    el('strong', {}, count(value)),
    el('span', {}, title),
  );

const activity = (context: ViewContext): HTMLElement =>
  region(context, {
    load: async (signal) => {
      const [sent, { requests }, { queues }] = await Promise.all([
        localApi.outbox(new URLSearchParams({ limit: '5' }), signal),
        localApi.requests(signal),
        localApi.queues(signal),
      ]);
      const add = (of: 'waiting' | 'in_flight' | 'dead_letters'): number =>
        (queues ?? []).reduce((sum, queue) => sum + queue[of], 0);
      return {
        sent,
        requests: requests.slice(0, 5),
        failed: requests.filter(({ status }) => status >= 500).length,
        queued: add('waiting') + add('in_flight'),
        deadLetters: add('dead_letters'),
      };
    },
    again: () => 2000,
    render: ({ sent, requests, failed, queued, deadLetters }) => [
      el(
        'div',
        { class: 'tiles' },
        tile('messages sent', sent.total, '#/outbox'),
        tile('queue messages', queued, '#/queues'),
        tile('dead letters', deadLetters, '#/queues', deadLetters > 0),
        tile('failed requests', failed, '#/requests', failed > 0),
      ),
      sent.messages.length > 0 &&
        el('section', {}, el('h2', {}, 'Newest messages'), messageTable(sent.messages)),
      requests.length > 0 && el('section', {}, el('h2', {}, 'Newest requests'), requestTable(requests)),
    ],
  });

export const overview: View = {
  name: '',
  title: 'Overview',
  show(context) {
    const { root, club, isLocal } = context;
    root.append(
      heading(club, isLocal ? 'All of it runs on this machine; nothing leaves it.' : undefined),
      ...(isLocal ? [activity(context), beginning(context)] : []),
      el(
        'section',
        {},
        el('h2', {}, 'Documents'),
        el(
          'ul',
          { class: 'links' },
          ...LINKS.map(({ href, text, about }) =>
            el('li', {}, el('a', { href }, text), el('span', { class: 'soft' }, about)),
          ),
        ),
      ),
    );
  },
};
