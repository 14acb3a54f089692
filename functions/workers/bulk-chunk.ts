import { isTransientCause } from '#shared/bulk/attempts.ts';
import { workChunk } from '#shared/bulk/work-chunk.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { bulkChunkWorker } from '#shared/contracts/queues.ts';
import { bulkChunkMessage } from '#shared/http/generated/messages.js';
import { postponeChunk } from '#shared/ports/bulk-queue.ts';
import { type PauseSeconds, shortBackoffSeconds } from '#shared/worker/backoff.ts';
import { handleRecords } from '#shared/worker/records.ts';

/** What is only delayed comes back soon. A failure waits for the queue: people may have to mend something first. */
const seconds: PauseSeconds = (deliveries, random, error) =>
  isTransientCause(error) ? shortBackoffSeconds(deliveries, random) : undefined;

export const handler = handleRecords<BulkChunkMessage>(bulkChunkWorker.id, bulkChunkMessage, {
  postpone: postponeChunk,
  seconds,
})((message, runtime, delivery) => workChunk(runtime, message, delivery));
