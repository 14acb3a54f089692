import { type DeadLetterQueue, type LetterView, letterView, redrive } from '#shared/admin/redrive.ts';
import { QUEUE_NAMES, QUEUES } from '#shared/contracts/queues.ts';
import type { QueueServer } from './engines/queue.ts';
import type { Queue, QueuedMessage } from './engines/queue-model.ts';

/** A queue of the stack. */
export interface QueueState {
  readonly name: string;
  readonly waiting: number;
  readonly in_flight: number;
  readonly delayed: number;
  readonly dead_letters: number;
  /** Some of them, oldest first, without what is sealed. */
  readonly letters: readonly LetterView[];
}

const SHOWN_LETTERS = 20;

const toLetter = ({ id, body, sentAt, receiveCount }: QueuedMessage) => ({
  id,
  body,
  sentAt,
  deliveries: receiveCount,
});

const pairOf = (queues: Pick<QueueServer, 'queue'>, name: (typeof QUEUE_NAMES)[number]) => {
  const { id } = QUEUES[name];
  return { id, queue: queues.queue(id), dead: queues.queue(`${id}-dead-letters`) };
};

/** All queues of the contracts. */
export const queueStates = (queues: Pick<QueueServer, 'queue'>): QueueState[] =>
  QUEUE_NAMES.map((name) => {
    const { id, queue, dead } = pairOf(queues, name);
    const { visible, inFlight, delayed } = queue.counts();
    const letters = dead.peek();
    return {
      name: id,
      waiting: visible,
      in_flight: inFlight,
      delayed,
      dead_letters: letters.length,
      letters: letters.slice(0, SHOWN_LETTERS).map((letter) => letterView(id, toLetter(letter))),
    };
  });

const VISIBILITY_SECONDS = 60;

const openDeadLetters = (name: string, queue: Queue, dead: Queue): DeadLetterQueue => {
  const received = new Map<string, QueuedMessage>();
  const receipt = (id: string) => received.get(id)?.receipt ?? '';
  return {
    name,
    receive: async () => {
      const letters = dead.receive(10, VISIBILITY_SECONDS);
      for (const letter of letters) received.set(letter.id, letter);
      return letters.map(toLetter);
    },
    sendBack: async ({ id, body }) => void queue.send(body, received.get(id)?.attributes, 0),
    forget: async ({ id }) => dead.remove(id, receipt(id)),
    release: async ({ id }) => void dead.changeVisibility(id, receipt(id), 0),
  };
};

/** Sends the dead letters of a queue back to it. @returns how many; nothing for an unknown queue */
export const redriveQueue = async (
  queues: Pick<QueueServer, 'queue'>,
  wanted: unknown,
  startedAt: number,
): Promise<number | undefined> => {
  const name = QUEUE_NAMES.find((one) => QUEUES[one].id === wanted);
  if (name === undefined) return undefined;
  const { id, queue, dead } = pairOf(queues, name);
  let sent = 0;
  const params = {
    dryRun: false,
    limit: Number.POSITIVE_INFINITY,
    startedAt,
    signal: new AbortController().signal,
  };
  await redrive(openDeadLetters(id, queue, dead), params, () => {
    sent += 1;
  });
  return sent;
};
