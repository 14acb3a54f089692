import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { failChunk } from '#shared/data/bulk/bulk-ledger.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';
import { chunkOf, logFieldsOf } from './chunk-content.ts';

/** Failures of a chunk; the last one is final (contract §4.4). */
export const CHUNK_ATTEMPTS = 5;

/** Counts and logs rows that no worker will process any more: the client's owner must know. */
export const recordFailure = (runtime: Runtime, message: BulkChunkMessage, reason: string): void => {
  runtime.use(metrics).count('ChunksFailed');
  runtime.log.error('bulk chunk failed for good', { ...logFieldsOf(message), reason });
};

/** Ends a chunk that failed for good; nothing when it has ended before. @param failures deliveries that failed */
export const giveUpChunk = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  failures = CHUNK_ATTEMPTS,
): Promise<void> => {
  const ended = await failChunk(runtime.use(database), chunkOf(message), runtime.now(), failures);
  if (ended) recordFailure(runtime, message, 'retries_exhausted');
};
