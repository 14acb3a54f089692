import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { EnvName } from '../env-names.ts';
import type { Port } from '../runtime.ts';

export interface OutgoingMessage {
  /** Unique within one call. */
  readonly id: string;
  readonly body: string;
  /** Seconds until it is delivered, at most 900. */
  readonly delay?: number;
  /** Whose work it is. Of many messages of one tenant, those of others wait less: a standard queue stays fair. */
  readonly tenant?: string;
}

/** A queue to send to. */
export interface MessageQueue {
  /** @returns ids of the messages that could not be sent, after a few tries of exactly those */
  send(messages: readonly OutgoingMessage[]): Promise<readonly string[]>;
}

/** Limits of one SendMessageBatch. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MAX_ENTRIES = 10;
const MAX_BATCH_BYTES = 1024 * 1024;
const MAX_ATTEMPTS = 3;

/** Batches that keep both limits; messages stay in order. */
export const batchesOf = (messages: readonly OutgoingMessage[]): OutgoingMessage[][] => {
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

const sendOnce = async (
  client: SQSClient,
  url: string,
  batch: readonly OutgoingMessage[],
): Promise<string[]> => {
  try {
    const { Failed } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: batch.map(entryOf),
      }),
    );
    return (Failed ?? []).map(({ Id }) => Id ?? '');
  } catch {
    // Nothing is known to have been sent; receivers bear duplicates.
    return batch.map(({ id }) => id);
  }
};

export const openQueue = (client: SQSClient, url: string): MessageQueue => ({
  async send(messages) {
    let left = [...messages];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS && left.length > 0; attempt += 1) {
      const failed: string[] = [];
      for (const batch of batchesOf(left)) failed.push(...(await sendOnce(client, url, batch)));
      left = left.filter(({ id }) => failed.includes(id));
    }
    return left.map(({ id }) => id);
  },
});

/** The queue whose URL stands in the variable. */
export const queueAt =
  (variable: EnvName): Port<MessageQueue> =>
  (runtime) =>
    openQueue(new SQSClient({}), runtime.env(variable));

/** Keeps a received message of a queue out of sight for some seconds. */
export type Postpone = (receiptHandle: string, seconds: number) => Promise<void>;

export const postponeAt =
  (variable: EnvName): Port<Postpone> =>
  (runtime) => {
    const client = new SQSClient({});
    return async (receiptHandle, seconds) => {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: runtime.env(variable),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    };
  };
