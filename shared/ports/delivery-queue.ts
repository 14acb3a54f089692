import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ENV } from '../env-names.ts';
import type { Port } from '../runtime.ts';
import { type MessageQueue, openQueue } from './bulk-queue.ts';

/** Messages to members on their way out, sealed. */
export const deliveryQueue: Port<MessageQueue> = (runtime) =>
  openQueue(new SQSClient({}), runtime.env(ENV.deliveryQueueUrl));

/** Keeps a received message of the queue out of sight for some seconds. */
export const postponeDelivery: Port<(receiptHandle: string, seconds: number) => Promise<void>> = (
  runtime,
) => {
  const client = new SQSClient({});
  return async (receiptHandle, seconds) => {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: runtime.env(ENV.deliveryQueueUrl),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  };
};
