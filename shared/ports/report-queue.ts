import { ENV } from '../env-names.ts';
import { postponeAt, queueAt } from './message-queue.ts';

/** What providers say became of messages. */
export const reportQueue = queueAt(ENV.reportQueueUrl);

export const postponeReport = postponeAt(ENV.reportQueueUrl);
