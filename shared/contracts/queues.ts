import type { IamGrant } from './endpoint.ts';

/** A queue with its dead-letter queue; the CDK and the local stack build both from this row. */
export interface QueueContract {
  readonly id: string;
  /** Deliveries before a message moves to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** Seconds; at least six times the timeout of its worker. */
  readonly visibilityTimeout: number;
  /** Seconds a message may wait; longer than the day after which workers refuse it (contract §4.5). */
  readonly retention: number;
}

/** A function fed by a queue; its handler is in `functions/workers/<name>.ts`. */
export interface WorkerContract {
  readonly id: `workers.${string}`;
  readonly summary: string;
  readonly queue: QueueName;
  /** Reads the dead-letter queue of `queue` instead. */
  readonly deadLetters: boolean;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  /** Seconds before Lambda ends the function. */
  readonly timeout: number;
  /** Megabytes; CPU grows with it, and bulk workers hash passwords. */
  readonly memory: number;
  readonly grants: readonly IamGrant[];
}

/** A function fed by the table's stream; its handler is in `functions/workers/<name>.ts`. */
export interface StreamWorkerContract {
  readonly id: `workers.${string}`;
  readonly summary: string;
  /**
   * Event filters; a record passes when one filter matches.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
   */
  readonly filters: readonly object[];
  readonly batchSize: number;
  /** Seconds to wait for a fuller batch. */
  readonly batchWindow: number;
  /** Repeats of a batch, halved each time to single out what fails; then it is reported to a queue of its own. */
  readonly retryAttempts: number;
  readonly timeout: number;
  readonly memory: number;
  readonly grants: readonly IamGrant[];
}

const DAY = 24 * 60 * 60;

export const QUEUES = {
  /** The worker ends a chunk that failed for good. Throttling may last for a day: some 400 deliveries with its pauses. */
  bulk: { id: 'bulk', maxReceiveCount: 500, visibilityTimeout: 6 * 60, retention: 4 * DAY },
  /** Twenty deliveries take about three hours, with the pauses of the worker: providers have bad hours (fault F59). */
  delivery: { id: 'delivery', maxReceiveCount: 20, visibilityTimeout: 3 * 60, retention: 4 * DAY },
  /** Ten deliveries take about an hour, far longer than it takes to write down that a message was sent (fault F60). */
  reports: { id: 'reports', maxReceiveCount: 10, visibilityTimeout: 3 * 60, retention: 4 * DAY },
  /** Steps of sendings, partitions with events: what fails the sweeper finds again, so nothing need be done with dead letters. */
  sending: { id: 'sending', maxReceiveCount: 5, visibilityTimeout: 6 * 60, retention: 4 * DAY },
  webhook: { id: 'webhook', maxReceiveCount: 5, visibilityTimeout: 6 * 60, retention: 4 * DAY },
} as const satisfies Record<string, QueueContract>;

export type QueueName = keyof typeof QUEUES;

export const QUEUE_NAMES = Object.keys(QUEUES) as readonly QueueName[];

export const bulkChunkWorker = {
  id: 'workers.bulk-chunk',
  summary: 'Creates or updates the members of one chunk of a bulk',
  queue: 'bulk',
  deadLetters: false,
  // Five chunks a receive: a quarter of what SQS costs, and soon worked one after the other.
  batchSize: 5,
  maxConcurrency: 10,
  timeout: 60,
  memory: 1769,
  grants: ['table:read', 'table:write', 'secrets', 'queue:bulk:postpone'],
} as const satisfies WorkerContract;

export const bulkDeadLetterWorker = {
  id: 'workers.bulk-dead-letter',
  summary: 'Ends chunks that failed for good',
  queue: 'bulk',
  deadLetters: true,
  batchSize: 10,
  maxConcurrency: 2,
  timeout: 30,
  memory: 256,
  grants: ['table:read', 'table:write'],
} as const satisfies WorkerContract;

/** What takes to write to members. */
const SENDS = ['table:read', 'table:write', 'secrets', 'mail', 'sms', 'links'] as const;

export const deliveryWorker = {
  id: 'workers.deliver',
  summary: 'Sends one e-mail or SMS to one member, at most once',
  queue: 'delivery',
  deadLetters: false,
  batchSize: 1,
  maxConcurrency: 10,
  timeout: 30,
  memory: 512,
  grants: [...SENDS, 'queue:delivery:postpone'],
} as const satisfies WorkerContract;

export const reportWorker = {
  id: 'workers.report',
  summary: 'Applies reports of providers about messages',
  queue: 'reports',
  deadLetters: false,
  batchSize: 10,
  maxConcurrency: 5,
  timeout: 30,
  memory: 256,
  grants: ['table:read', 'table:write', 'queue:reports:postpone'],
} as const satisfies WorkerContract;

export const sendingWorker = {
  id: 'workers.send',
  summary: 'Prepares and transmits sendings, step by step',
  queue: 'sending',
  deadLetters: false,
  batchSize: 1,
  maxConcurrency: 10,
  timeout: 60,
  memory: 1769,
  grants: [...SENDS, 'push', 'index:email', 'index:msisdn', 'queue:sending', 'rates'],
} as const satisfies WorkerContract;

export const webhookWorker = {
  id: 'workers.deliver-webhooks',
  summary: 'Delivers events to the receivers of webhooks',
  queue: 'webhook',
  deadLetters: false,
  batchSize: 1,
  maxConcurrency: 10,
  timeout: 60,
  memory: 512,
  grants: ['table:read', 'table:write', 'queue:webhook', 'secrets', 'mail'],
} as const satisfies WorkerContract;

/** Every worker of the system, once. */
export const WORKERS: readonly WorkerContract[] = [
  bulkChunkWorker,
  bulkDeadLetterWorker,
  deliveryWorker,
  sendingWorker,
  reportWorker,
  webhookWorker,
];

export const outboxWorker = {
  id: 'workers.outbox',
  summary:
    'Turns committed changes of members into messages to them, and records who is a member and what changed',
  filters: [
    // Items of members, and the tombstones that take their place.
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: ['MEMBER'] } } } },
    // New clubs, whose lists are counted from the beginning.
    { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: ['CLUB'] } } } },
  ],
  batchSize: 100,
  batchWindow: 1,
  retryAttempts: 20,
  timeout: 30,
  memory: 512,
  grants: ['table:read', 'table:write', 'queue:delivery', 'queue:webhook', 'secrets'],
} as const satisfies StreamWorkerContract;

export const erasureWorker = {
  id: 'workers.erase',
  summary: 'Erases what removed members, expired texts and ended sendings leave behind',
  filters: [
    {
      eventName: ['MODIFY'],
      dynamodb: { Keys: { sk: { S: ['MEMBER'] } }, NewImage: { kind: { S: ['tombstone'] } } },
    },
    { eventName: ['REMOVE'], dynamodb: { OldImage: { kind: { S: ['tombstone', 'dispatch-content'] } } } },
    {
      eventName: ['MODIFY'],
      dynamodb: {
        NewImage: {
          kind: { S: ['sending'] },
          status: { S: ['transmitted', 'skipped', 'cancelled', 'failed'] },
        },
      },
    },
  ],
  batchSize: 10,
  batchWindow: 1,
  retryAttempts: 20,
  timeout: 120,
  memory: 512,
  grants: ['table:read', 'table:write', 'push:forget', 'secrets'],
} as const satisfies StreamWorkerContract;

/** Every worker on the table's stream, once. A stream serves two well; a third would slow the others. */
export const STREAM_WORKERS: readonly StreamWorkerContract[] = [outboxWorker, erasureWorker];
