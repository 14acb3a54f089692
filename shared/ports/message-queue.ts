import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { isTransient } from '#shared/aws-failures.ts';
import type { EnvName } from '#shared/env-names.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import { pauses, type RetryOptions, within } from '#shared/retry.ts';
import type { Port, Runtime } from '#shared/runtime.ts';
import { RETRIED_BY_SDK, RETRIED_HERE } from './aws-calls.ts';

export interface OutgoingMessage {
  /** Unique within one call. */
  readonly id: string;
  readonly body: string;
  /** Seconds until it is delivered, at most 900. */
  readonly delay?: number;
  /** Whose work it is. Of many messages of one tenant, those of others wait less: a standard queue stays fair. */
  readonly tenant?: string;
}

/** A message that could not be sent, and why. */
export interface Unsent {
  readonly id: string;
  readonly cause: Error;
}

/** A queue to send to. */
export interface MessageQueue {
  /**
   * Repeats exactly what failed for a reason that passes, as long as a caller may be kept waiting.
   * @returns the messages that could not be sent
   */
  send(messages: readonly OutgoingMessage[]): Promise<readonly Unsent[]>;
}

/**
 * What a caller hears of messages that were not sent. "Busy, try again" only where another time may do: whoever
 * repeats what no role allows is promised nothing, and the operator is alerted (docs/operations.md).
 */
export const unsentError = (unsent: readonly Unsent[]): Error => {
  const lasting = unsent.find(({ cause }) => !isTransient(cause));
  return lasting?.cause ?? serviceUnavailable(unsent[0]?.cause);
};

/** Limits of one SendMessageBatch. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MAX_ENTRIES = 10;
const MAX_BATCH_BYTES = 1024 * 1024;

/** Milliseconds that a caller may be kept waiting for a queue that refuses for a moment. */
const CALLER_WAITS_MS = 3000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;

/** Batches that keep both limits; messages stay in order. */
const batchesOf = (messages: readonly OutgoingMessage[]): OutgoingMessage[][] => {
  const batches: OutgoingMessage[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body);
    const batch = batches.at(-1);
    if (batch && batch.length < MAX_ENTRIES && bytes + size <= MAX_BATCH_BYTES) {
      batch.push(message);
      bytes += size;
    } else {
      batches.push([message]);
      bytes = size;
    }
  }
  return batches;
};

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html */
const entryOf = ({ id, body, delay, tenant }: OutgoingMessage): SendMessageBatchRequestEntry => ({
  Id: id,
  MessageBody: body,
  ...(delay !== undefined && { DelaySeconds: delay }),
  ...(tenant !== undefined && { MessageGroupId: tenant }),
});

/** One entry of a batch that SQS did not take; the code is the name of the error. */
class EntryFailed extends Error {
  override readonly name: string;
  readonly $fault: 'client' | 'server';

  constructor({ Code, SenderFault }: BatchResultErrorEntry) {
    super('An entry of a batch was not taken');
    this.name = Code ?? 'EntryFailed';
    this.$fault = SenderFault ? 'client' : 'server';
  }
}

const sendOnce = async (
  client: SQSClient,
  url: string,
  batch: readonly OutgoingMessage[],
): Promise<Unsent[]> => {
  try {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: batch.map(entryOf),
      }),
    );
    return Failed.map((entry) => ({ id: entry.Id ?? '', cause: new EntryFailed(entry) }));
  } catch (thrown) {
    // Nothing is known to have been sent; receivers bear duplicates.
    const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
    return batch.map(({ id }) => ({ id, cause }));
  }
};

const sendAll = async (
  client: SQSClient,
  url: string,
  messages: readonly OutgoingMessage[],
): Promise<Unsent[]> => {
  const unsent: Unsent[] = [];
  for (const batch of batchesOf(messages)) unsent.push(...(await sendOnce(client, url, batch)));
  return unsent;
};

/** @param client without repeats of its own */
export const openQueue = (client: SQSClient, url: string, options: () => RetryOptions): MessageQueue => ({
  async send(messages) {
    const lasting: Unsent[] = [];
    const pause = pauses(options());
    let left = messages;
    for (;;) {
      const unsent = await sendAll(client, url, left);
      const passing = unsent.filter(({ cause }) => isTransient(cause));
      lasting.push(...unsent.filter(({ cause }) => !isTransient(cause)));
      if (passing.length === 0 || !(await pause())) return [...lasting, ...passing];
      const again = new Set(passing.map(({ id }) => id));
      left = left.filter(({ id }) => again.has(id));
    }
  },
});

/** How long a send that begins now is repeated. */
export const sendRetryOptions = ({
  now,
  sleep,
  random,
}: Pick<Runtime, 'now' | 'sleep' | 'random'>): RetryOptions => ({
  baseMs: FIRST_PAUSE_MS,
  capMs: LONGEST_PAUSE_MS,
  remaining: within(CALLER_WAITS_MS, () => now().getTime()),
  sleep,
  random,
});

/** The queue whose URL is in the variable. */
export const queueAt =
  (variable: EnvName): Port<MessageQueue> =>
  (runtime) =>
    openQueue(new SQSClient(RETRIED_HERE), runtime.env(variable), () => sendRetryOptions(runtime));

/** Keeps a received message of a queue out of sight for some seconds. */
export type Postpone = (receiptHandle: string, seconds: number) => Promise<void>;

/**
 * How SQS says that a message is no longer with its receiver: the visibility timeout has ended, or it was deleted.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const NOT_IN_FLIGHT: ReadonlySet<unknown> = new Set([
  'MessageNotInflight',
  'AWS.SimpleQueueService.MessageNotInflight',
  'InvalidParameterValue',
  'ReceiptHandleIsInvalid',
]);

/** Postpones messages of the queue; one that is no longer in flight comes when the queue delivers it. */
export const postponeOn =
  (client: SQSClient, QueueUrl: string): Postpone =>
  async (ReceiptHandle, VisibilityTimeout) => {
    try {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    } catch (error) {
      if (!(error instanceof Error && NOT_IN_FLIGHT.has(error.name))) throw error;
    }
  };

export const postponeAt =
  (variable: EnvName): Port<Postpone> =>
  (runtime) =>
    postponeOn(new SQSClient(RETRIED_BY_SDK), runtime.env(variable));
