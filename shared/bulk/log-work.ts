import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import type { ChunkResult } from '#shared/data/bulk/bulk-ledger.ts';
import type { Runtime } from '#shared/runtime.ts';
import { logFieldsOf } from './chunk-content.ts';

/** One line a chunk: how far a job is, and what it costs, without a row of it. */
export const logChunkDone = (
  runtime: Runtime,
  message: BulkChunkMessage,
  deliveries: number,
  { counts, errors }: Pick<ChunkResult, 'counts' | 'errors'>,
  begun: Date,
): void =>
  runtime.log.info('bulk chunk done', {
    ...logFieldsOf(message),
    deliveries,
    ...counts,
    errors: errors.length,
    ms: runtime.now().getTime() - begun.getTime(),
  });
