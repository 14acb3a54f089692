import { isTransient } from '#shared/aws-failures.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { type ChunkLease, releaseChunk } from '#shared/data/bulk/bulk-chunks.ts';
import { recordFailures } from '#shared/data/bulk/bulk-ledger.ts';
import { LoyaltyError, RetryLater } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { chunkOf } from './chunk-content.ts';
import { CHUNK_ATTEMPTS, giveUpChunk } from './give-up-chunk.ts';

/** The cause is temporary and not in the chunk, so it does not count as a failure. */
export const isTransientCause = (error: unknown): boolean =>
  error instanceof RetryLater ||
  isTransient(error) ||
  (error instanceof LoyaltyError && error.code === 'busy');

/** Records the retry of a chunk that failed before, also where the worker crashed before it recorded the failure. */
export const recordRetry = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  { failures }: ChunkLease,
): Promise<void> => {
  if (failures === 0) return;
  const now = runtime.now().toISOString();
  await recordFailures(runtime.use(database), chunkOf(message), failures, false, now);
};

/** Releases a chunk that could not be finished. The last failure ends it, without the dead-letter queue. */
export const handleFailure = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  lease: ChunkLease,
  error: unknown,
): Promise<void> => {
  const db = runtime.use(database);
  const ref = chunkOf(message);
  if (isTransientCause(error)) return releaseChunk(db, ref, lease, false);
  const failures = lease.failures + 1;
  if (failures >= CHUNK_ATTEMPTS) return giveUpChunk(runtime, message, failures);
  await recordFailures(db, ref, failures, true, runtime.now().toISOString());
  await releaseChunk(db, ref, lease, true);
};
