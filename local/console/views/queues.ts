import type { QueueState } from '../../queue-tools.ts';
import { type Children, el, say } from '../dom.ts';
import { count, counted, shortTime } from '../format.ts';
import { localApi } from '../local-api.ts';
import { label, table } from '../table.ts';
import { action, empty, heading, region, type View } from '../view.ts';

const queueTable = (queues: readonly QueueState[]): HTMLElement =>
  table(
    'Queues',
    [
      { title: 'Queue', cell: ({ name }) => name },
      { title: 'Waiting', number: true, cell: ({ waiting }) => count(waiting) },
      { title: 'In flight', number: true, cell: ({ in_flight }) => count(in_flight) },
      { title: 'Delayed', number: true, cell: ({ delayed }) => count(delayed) },
      {
        title: 'Dead letters',
        number: true,
        cell: ({ dead_letters }) => (dead_letters > 0 ? label(count(dead_letters), 'bad') : '0'),
      },
    ],
    queues,
  );

const deadLetters = ({ name, dead_letters, letters }: QueueState, look: () => void): HTMLElement =>
  el(
    'section',
    {},
    el('h2', {}, `Dead letters of ${name}`),
    el(
      'div',
      { class: 'buttons' },
      action(
        `Send ${counted(dead_letters, 'message')} back to ${name}`,
        async () => {
          const { sent_back } = await localApi.redrive(name);
          say(`${counted(sent_back, 'message')} sent back.`);
          look();
        },
        (error) => say(String(error)),
      ),
    ),
    table(
      `Dead letters of ${name}`,
      [
        { title: 'Sent', cell: ({ sent_at }) => shortTime(sent_at) },
        { title: 'Deliveries', number: true, cell: ({ deliveries }) => deliveries },
        {
          title: 'Message',
          cell: ({ message, id }) => el('code', {}, message ? JSON.stringify(message) : id),
        },
      ],
      letters,
    ),
    dead_letters > letters.length && el('p', { class: 'soft' }, `The oldest ${letters.length} are shown.`),
  );

export const queues: View = {
  name: 'queues',
  title: 'Queues',
  local: true,
  show(context) {
    const part = region(context, {
      load: (signal) => localApi.queues(signal),
      again: () => 1000,
      render: ({ queues: all }): Children => {
        if (all === null) return [empty('AWS_ENDPOINT_URL_SQS names another engine, which has the queues.')];
        const dead = all.filter(({ dead_letters }) => dead_letters > 0);
        return [
          queueTable(all),
          ...dead.map((queue) => deadLetters(queue, () => void part.look())),
          dead.length === 0 && empty('No message has failed at all its deliveries.'),
        ];
      },
    });
    context.root.append(heading('Queues', 'Content is sealed; only what names no person is shown.'), part);
  },
};
