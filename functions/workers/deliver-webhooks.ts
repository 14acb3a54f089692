import type { WebhookDeliveryMessage } from '#shared/contracts/queue-messages.ts';
import { webhookWorker } from '#shared/contracts/queues.ts';
import { webhookDeliveryMessage } from '#shared/http/generated/messages.js';
import { deliverPartition } from '#shared/webhooks/deliver-partition.ts';
import { handleRecords } from '#shared/worker/records.ts';

export const handler = handleRecords<WebhookDeliveryMessage>(
  webhookWorker.id,
  webhookDeliveryMessage,
)((message, runtime, delivery) => deliverPartition(runtime, message, delivery));
