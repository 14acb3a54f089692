import { countRequest } from '#shared/data/table/throttles.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { deliveryQueue } from '#shared/ports/delivery-queue.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import type { Runtime } from '#shared/runtime.ts';
import { sealDelivery } from './delivery-message.ts';

/** Requests of one client for one club within a minute; it says nothing about any address, so it may say 429. */
const RESETS_PER_CLIENT = { count: 120, window: 60 } as const;

/**
 * Queues a password reset mail. The calls and the answer are the same whether or not a member has the address:
 * the worker looks it up (contract §2.10, threat T9).
 * @param asked the address as it stood in the path
 */
export const queuePasswordReset = async (
  runtime: Runtime,
  { club, client, asked }: { readonly club: string; readonly client: number; readonly asked: string },
): Promise<void> => {
  const now = runtime.now();
  const { count, window } = RESETS_PER_CLIENT;
  const budget = { club, client, what: 'password-reset', window };
  if ((await countRequest(runtime.use(database), budget, now)) > count) {
    throw new LoyaltyError('too_many_requests', { retryAfter: window });
  }
  const cause = { club, event: `reset-${runtime.uuid()}`, at: now.toISOString() };
  const body = await sealDelivery(runtime, cause, { kind: 'password_reset_email', asked });
  const left = await runtime.use(deliveryQueue).send([{ id: '0', body }]);
  if (left.length > 0) throw unsentError(left);
};
