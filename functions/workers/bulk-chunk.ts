import { workChunk } from '../../shared/bulk/work-chunk.ts';
import type { BulkChunkMessage } from '../../shared/contracts/queue-messages.ts';
import { bulkChunkWorker } from '../../shared/contracts/queues.ts';
import { bulkChunkMessage } from '../../shared/http/generated/messages.js';
import { handleRecords } from '../../shared/worker/records.ts';

export const handler = handleRecords<BulkChunkMessage>(
  bulkChunkWorker.id,
  bulkChunkMessage,
)((message, runtime, delivery) => workChunk(runtime, message, delivery));
