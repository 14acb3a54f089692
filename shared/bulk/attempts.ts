import type { BulkChunkMessage } from '../contracts/queue-messages.ts';
import { noteFailures } from '../data/bulk-ledger.ts';
import { database } from '../ports/database.ts';
import type { Runtime } from '../runtime.ts';
import { chunkOf } from './chunk-content.ts';
import { CHUNK_ATTEMPTS, giveUpChunk } from './give-up-chunk.ts';

/** Tells a bulk's readers of attempts; only the bulks of imports have a place for it (contract §4.4). */
const isTold = (message: BulkChunkMessage): boolean => message.face === 'import';

/**
 * Notes that a chunk is taken up again: every earlier delivery has failed, also where the worker died and could
 * not say so.
 */
export const tellOfRetry = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  deliveries: number,
): Promise<void> => {
  if (!isTold(message) || deliveries < 2) return;
  await noteFailures(runtime.use(database), chunkOf(message), deliveries - 1, false);
};

/** Notes that a delivery failed; the last one ends the chunk, without the wait for the dead-letter queue. */
export const tellOfFailure = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  deliveries: number,
): Promise<void> => {
  if (!isTold(message)) return;
  if (deliveries >= CHUNK_ATTEMPTS) await giveUpChunk(runtime, message);
  else await noteFailures(runtime.use(database), chunkOf(message), deliveries, true);
};
