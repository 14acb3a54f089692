import { erasureWorker } from '#shared/contracts/queues.ts';
import { eraseAfter } from '#shared/erasure/changes.ts';
import { handleStream } from '#shared/worker/stream.ts';

export const handler = handleStream(erasureWorker.id)(eraseAfter);
