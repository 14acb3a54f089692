import { ENV } from '#shared/env-names.ts';
import { postponeAt, queueAt } from './message-queue.ts';

/** What providers say became of messages. */
export const reportsQueue = queueAt(ENV.reportsQueueUrl);

export const postponeReport = postponeAt(ENV.reportsQueueUrl);
