import type { BulkChunkMessage } from '../contracts/queue-messages.ts';
import { QUEUES } from '../contracts/queues.ts';
import { failChunk } from '../data/bulk-ledger.ts';
import { database } from '../ports/database.ts';
import { metrics } from '../ports/metrics.ts';
import type { Runtime } from '../runtime.ts';
import { chunkOf, placeInLog } from './chunk-content.ts';

/** Deliveries of a chunk; the last failure is final (contract §4.4). */
export const CHUNK_ATTEMPTS = QUEUES.bulk.maxReceiveCount;

/** Counts and tells what the client's owner must hear of: rows that nobody will work any more. */
export const tellOfEnd = (runtime: Runtime, message: BulkChunkMessage, reason: string): void => {
  runtime.use(metrics).count('ChunksFailed');
  runtime.log.error('bulk chunk failed for good', { ...placeInLog(message), reason });
};

/** Ends a chunk that failed at every delivery; nothing when it has ended before. */
export const giveUpChunk = async (runtime: Runtime, message: BulkChunkMessage): Promise<void> => {
  const now = runtime.now().toISOString();
  const reason = 'retries_exhausted';
  const ended = await failChunk(runtime.use(database), chunkOf(message), reason, now, CHUNK_ATTEMPTS);
  if (ended) tellOfEnd(runtime, message, reason);
};
