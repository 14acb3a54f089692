import { ENV } from '#shared/env-names.ts';
import { postponeAt, queueAt } from './message-queue.ts';

/** Messages to members on their way out, sealed. */
export const deliveryQueue = queueAt(ENV.deliveryQueueUrl);

export const postponeDelivery = postponeAt(ENV.deliveryQueueUrl);
