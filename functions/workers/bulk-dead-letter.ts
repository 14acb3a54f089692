import { giveUpChunk } from '#shared/bulk/give-up-chunk.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { bulkDeadLetterWorker } from '#shared/contracts/queues.ts';
import { bulkChunkMessage } from '#shared/http/generated/messages.js';
import { handleRecords } from '#shared/worker/records.ts';

/** A chunk that failed at every delivery ends here; when all have ended its job is `fatal_error`, its bulk `failed`. */
export const handler = handleRecords<BulkChunkMessage>(
  bulkDeadLetterWorker.id,
  bulkChunkMessage,
)((message, runtime) => giveUpChunk(runtime, message));
