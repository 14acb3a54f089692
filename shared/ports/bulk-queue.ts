import { ENV } from '../env-names.ts';
import { queueAt } from './message-queue.ts';

/** Chunks of bulks and imports, sealed. */
export const bulkQueue = queueAt(ENV.bulkQueueUrl);
