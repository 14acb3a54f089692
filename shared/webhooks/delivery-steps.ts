import type { WebhookDeliveryMessage } from '#shared/contracts/queue-messages.ts';
import type { DeliveryPartitionRef } from '#shared/domain/webhooks/event-ref.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import { webhookQueue } from '#shared/ports/webhook-queue.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * Wakes workers for partitions, each in the message group of its subscription. Failures need no retry: the sweeper
 * finds what is due.
 */
export const enqueueDeliveries = async (
  runtime: Runtime,
  partitions: readonly DeliveryPartitionRef[],
): Promise<void> => {
  if (partitions.length === 0) return;
  const messages = partitions.map(({ club, subscription, partition }, index) => {
    const message: WebhookDeliveryMessage = { v: 1, type: 'webhook.deliver', club, subscription, partition };
    return { id: String(index), body: JSON.stringify(message), tenant: `${club}-${subscription}` };
  });
  const unsent = await runtime.use(webhookQueue).send(messages);
  if (unsent.length === 0) return;
  const fields = { partitions: unsent.length };
  logFailure(runtime, 'warn', 'deliveries of webhooks not queued', fields, unsentError(unsent));
};
