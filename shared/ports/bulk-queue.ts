import { ENV } from '#shared/env-names.ts';
import { postponeAt, queueAt } from './message-queue.ts';

/** Chunks of bulks and imports, sealed. */
export const bulkQueue = queueAt(ENV.bulkQueueUrl);

export const postponeChunk = postponeAt(ENV.bulkQueueUrl);
