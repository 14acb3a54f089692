import type { BulkChunkMessage } from '../../shared/contracts/queue-messages.ts';
import { bulkDeadLetterWorker } from '../../shared/contracts/queues.ts';
import { failChunk } from '../../shared/data/bulk-jobs.ts';
import { bulkChunkMessage } from '../../shared/http/generated/messages.js';
import { database } from '../../shared/ports/database.ts';
import { handleRecords } from '../../shared/worker/records.ts';

/** A chunk that failed at every delivery ends here; its job becomes `fatal_error` when all have ended. */
export const handler = handleRecords<BulkChunkMessage>(
  bulkDeadLetterWorker.id,
  bulkChunkMessage,
)(async (message, runtime) => {
  const ended = await failChunk(
    runtime.use(database),
    message,
    'retries_exhausted',
    runtime.now().toISOString(),
  );
  if (ended) {
    runtime.log.error('bulk chunk failed for good', {
      club: message.club,
      job: message.job,
      request_number: message.request_number,
      chunk: message.chunk,
    });
  }
});
