import { ENV } from '#shared/env-names.ts';
import { queueAt } from './message-queue.ts';

/** Partitions of webhook subscriptions that have events to deliver. */
export const webhookQueue = queueAt(ENV.webhookQueueUrl);
