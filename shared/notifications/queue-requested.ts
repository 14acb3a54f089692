import { findPastEvents } from '#shared/data/table/throttles.ts';
import { countWithin, REQUESTED_MAIL_LIMITS } from '#shared/domain/confirmations/throttle.ts';
import { database } from '#shared/ports/database.ts';
import { deliveryQueue } from '#shared/ports/delivery-queue.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type SealedContent, sealDelivery } from './delivery-message.ts';

/**
 * Queues a message that a person asks for. It is the same whether or not there is a member: the worker looks it
 * up.
 * @throws LoyaltyError busy
 */
export const queueRequested = async (
  runtime: Runtime,
  club: string,
  name: 'reset' | 'link',
  content: SealedContent,
): Promise<void> => {
  const cause = { club, event: `${name}-${runtime.uuid()}`, at: runtime.now().toISOString() };
  const body = await sealDelivery(runtime, cause, content);
  const left = await runtime.use(deliveryQueue).send([{ id: '0', body }]);
  if (left.length > 0) throw unsentError(left);
};

/** A message that takes the place of one whose link is no longer good. */
export interface NewLink {
  readonly club: string;
  readonly member: number;
  readonly kind: 'password_reset_email' | 'verification_email';
}

/** Queues a message with a new link to the present address of a member; nothing while the limit is reached. */
export const queueNewLink = async (runtime: Runtime, { club, member, kind }: NewLink): Promise<void> => {
  const { times } = await findPastEvents(runtime.use(database), club, member, kind);
  if (!countWithin(times, REQUESTED_MAIL_LIMITS, runtime.now())) return;
  await queueRequested(runtime, club, 'link', { kind, member, requested: true });
};
