import type { SendingStepMessage } from '#shared/contracts/queue-messages.ts';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { sendingStepMessage } from '#shared/http/generated/messages.js';
import { handleSendingStep } from '#shared/messaging/execution/handle-message.ts';
import { handleRecords } from '#shared/worker/records.ts';

export const handler = handleRecords<SendingStepMessage>(
  sendingWorker.id,
  sendingStepMessage,
)((message, runtime, delivery) => handleSendingStep(runtime, message, delivery));
