import { outboxWorker } from '#shared/contracts/queues.ts';
import { recordChanges } from '#shared/members/record-changes.ts';
import { recordIds } from '#shared/members/record-ids.ts';
import { queueMessages } from '#shared/notifications/changes.ts';
import { queueEvents } from '#shared/webhooks/queue-events.ts';
import { handleStream } from '#shared/worker/stream.ts';

export const handler = handleStream(outboxWorker.id)(queueMessages, recordIds, recordChanges, queueEvents);
