import type { DeliveryMessage } from '#shared/contracts/queue-messages.ts';
import { deliveryWorker } from '#shared/contracts/queues.ts';
import { deliveryMessage } from '#shared/http/generated/messages.js';
import { deliver } from '#shared/notifications/deliver.ts';
import { postponeDelivery } from '#shared/ports/delivery-queue.ts';
import { handleRecords } from '#shared/worker/records.ts';

export const handler = handleRecords<DeliveryMessage>(deliveryWorker.id, deliveryMessage, {
  postpone: postponeDelivery,
})((message, runtime) => deliver(runtime, message));
