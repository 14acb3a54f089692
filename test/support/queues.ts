import { QUEUE_NAMES, type QueueName } from '#shared/contracts/queues.ts';
import { bulkQueue, postponeChunk } from '#shared/ports/bulk-queue.ts';
import { deliveryQueue, postponeDelivery } from '#shared/ports/delivery-queue.ts';
import type { MessageQueue, OutgoingMessage, Postpone } from '#shared/ports/message-queue.ts';
import { postponeReport, reportsQueue } from '#shared/ports/reports-queue.ts';
import { sendingQueue } from '#shared/ports/sending-queue.ts';
import { webhookQueue } from '#shared/ports/webhook-queue.ts';
import type { Port, Runtime } from '#shared/runtime.ts';
import { requireGrant } from './role.ts';

/** What was sent, instead of SQS; `refuse` names messages that cannot be sent. */
export interface CapturedQueue extends MessageQueue {
  readonly sent: OutgoingMessage[];
  /** Seconds that its workers made failed messages wait. */
  readonly pauses: number[];
  refuse: (message: OutgoingMessage) => boolean;
  /** Why it is refused. */
  because: Error;
}

interface QueuePorts {
  readonly queue: Port<MessageQueue>;
  readonly postpone?: Port<Postpone>;
}

/** How functions reach each queue. */
export const PORTS: Readonly<Record<QueueName, QueuePorts>> = {
  bulk: { queue: bulkQueue, postpone: postponeChunk },
  delivery: { queue: deliveryQueue, postpone: postponeDelivery },
  reports: { queue: reportsQueue, postpone: postponeReport },
  sending: { queue: sendingQueue },
  webhook: { queue: webhookQueue },
};

export type CapturedQueues = Readonly<Record<QueueName, CapturedQueue>>;

const captureQueue = (name: QueueName): CapturedQueue => ({
  sent: [],
  pauses: [],
  refuse: () => false,
  because: Object.assign(new Error(), { name: 'ServiceUnavailable' }),
  async send(messages) {
    requireGrant(`${name}Queue`, 'sqs:SendMessage');
    const refused = messages.filter((message) => this.refuse(message));
    this.sent.push(...messages.filter((message) => !refused.includes(message)));
    return refused.map(({ id }) => ({ id, cause: this.because }));
  },
});

export const captureQueues = (): CapturedQueues =>
  Object.fromEntries(QUEUE_NAMES.map((name) => [name, captureQueue(name)])) as unknown as CapturedQueues;

/** Lets functions of the runtime send to the captured queues. */
export const provideQueues = (runtime: Runtime, queues: CapturedQueues): void => {
  for (const name of QUEUE_NAMES) {
    const { queue, postpone } = PORTS[name];
    runtime.provide(queue, queues[name]);
    if (!postpone) continue;
    runtime.provide(postpone, async (_, seconds) => {
      requireGrant(`${name}Queue`, 'sqs:ChangeMessageVisibility');
      queues[name].pauses.push(seconds);
    });
  }
};
