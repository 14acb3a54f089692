import type { SendingMessage } from '#shared/contracts/queue-messages.ts';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { sendingMessage } from '#shared/http/generated/messages.js';
import { handleSendingMessage } from '#shared/messaging/execution/handle-message.ts';
import { handleRecords } from '#shared/worker/records.ts';

export const handler = handleRecords<SendingMessage>(
  sendingWorker.id,
  sendingMessage,
)((message, runtime, delivery) => handleSendingMessage(runtime, message, delivery));
