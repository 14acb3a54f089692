import type { BulkChunkMessage } from '../contracts/queue-messages.ts';
import { QUEUES } from '../contracts/queues.ts';
import { failChunk } from '../data/bulk-ledger.ts';
import { database } from '../ports/database.ts';
import { metrics } from '../ports/metrics.ts';
import type { Runtime } from '../runtime.ts';
import { chunkOf } from './chunk-content.ts';

/** Deliveries of a chunk; the last failure is final (contract §4.4). */
export const CHUNK_ATTEMPTS = QUEUES.bulk.maxReceiveCount;

/** Ends a chunk that failed at every delivery; nothing when it has ended before. */
export const giveUpChunk = async (runtime: Runtime, message: BulkChunkMessage): Promise<void> => {
  const now = runtime.now().toISOString();
  const ref = chunkOf(message);
  const ended = await failChunk(runtime.use(database), ref, 'retries_exhausted', now, CHUNK_ATTEMPTS);
  if (!ended) return;
  runtime.use(metrics).count('ChunksFailed');
  runtime.log.error('bulk chunk failed for good', {
    face: ref.ledger.face,
    club: message.club,
    job: message.job,
    request_number: message.request_number,
    chunk: message.chunk,
  });
};
