import { type Children, el, say } from '../dom.ts';
import { time, words } from '../format.ts';
import { localApi, type OutboxMessage } from '../local-api.ts';
import { hrefOf } from '../location.ts';
import { list } from '../table.ts';
import { action, back, heading, region, type View } from '../view.ts';
import { channelName } from './outbox.ts';

const recipients = (to: readonly string[]): Children =>
  to.map((address) => el('a', { href: hrefOf('outbox', undefined, { to: address }) }, address));

const html = ({ number, has_html, subject }: OutboxMessage): HTMLElement | false =>
  has_html &&
  el(
    'section',
    {},
    el('h2', {}, 'As shown by a mail program'),
    el('iframe', {
      class: 'mail',
      src: `html/${number}`,
      title: `The mail: ${subject ?? ''}`,
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
      referrerpolicy: 'no-referrer',
    }),
  );

const part = (title: string, text: string | null): HTMLElement | false =>
  text !== null &&
  el(
    'section',
    {},
    el('h2', {}, title),
    el('pre', { class: 'text', tabindex: 0, 'aria-label': title }, text),
  );

const reports = ({ number, reports: kinds }: OutboxMessage): HTMLElement =>
  el(
    'section',
    {},
    el('h2', {}, 'Report on it as the provider would'),
    el(
      'div',
      { class: 'buttons' },
      ...kinds.map((kind) =>
        action(
          words(kind),
          async () => {
            await localApi.report(number, kind);
            say(`Reported as ${words(kind).toLowerCase()}. The reports worker takes it from its queue.`);
          },
          (error) => say(String(error)),
        ),
      ),
    ),
  );

const render = (message: OutboxMessage): Children => {
  const { channel, from, to, at, headers, id, tags, payload } = message;
  return [
    list([
      ['Channel', channelName(channel)],
      ['From', from ?? '–'],
      ['To', recipients(to)],
      ['Sent', time(at)],
      ['Id', el('code', {}, id)],
    ]),
    html(message),
    part('Text', message.text),
    payload !== undefined && part('Payload of the platform', JSON.stringify(payload, null, 2)),
    headers.length > 0 &&
      el(
        'section',
        {},
        el('h2', {}, 'Headers'),
        list(headers.map(({ name, value }) => [name, el('code', {}, value)] as const)),
      ),
    Object.keys(tags).length > 0 &&
      el(
        'section',
        {},
        el('h2', {}, 'Tags'),
        list(Object.entries(tags).map(([name, value]) => [name, value] as const)),
      ),
    reports(message),
  ];
};

export const outboxMessage: View = {
  name: 'message',
  title: 'Message',
  local: true,
  within: 'outbox',
  show(context) {
    const { root, id = '' } = context;
    root.append(
      back('outbox', 'Outbox'),
      region(context, {
        load: (signal) => localApi.message(id, signal),
        render: (message) => [
          heading(message.subject ?? `${channelName(message.channel)} message`),
          render(message),
        ],
      }),
    );
  },
};
