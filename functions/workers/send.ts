import type { SendingMessage } from '#shared/contracts/queue-messages.ts';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { sendingMessage } from '#shared/http/generated/messages.js';
import { workSending } from '#shared/messaging/execution/work.ts';
import { handleRecords } from '#shared/worker/records.ts';

export const handler = handleRecords<SendingMessage>(
  sendingWorker.id,
  sendingMessage,
)((message, runtime, delivery) => workSending(runtime, message, delivery));
