import { ENV } from '#shared/env-names.ts';
import { queueAt } from './message-queue.ts';

/** Steps of the execution of sendings. */
export const sendingQueue = queueAt(ENV.sendingQueueUrl);
