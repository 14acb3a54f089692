import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV } from '../env-names.ts';
import type { Port } from '../runtime.ts';
import { type MessageQueue, openQueue } from './bulk-queue.ts';

/** Messages to members on their way out, sealed. */
export const deliveryQueue: Port<MessageQueue> = (runtime) =>
  openQueue(new SQSClient({}), runtime.env(ENV.deliveryQueueUrl));
