import type { Outgoing, SendOutcome } from '#shared/delivery/send-outcome.ts';
import { type OutgoingRef, tagsOf } from '#shared/domain/notifications/outgoing-ref.ts';
import { senders } from '#shared/ports/delivery.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * Sends a message through the provider of its channel.
 * @param ref names it in the tags of a mail, so that reports find it before its outcome is recorded (fault F60)
 */
export const sendOutgoing = (
  runtime: Runtime,
  outgoing: Outgoing,
  ref: OutgoingRef,
): Promise<SendOutcome> => {
  const { email, sms, push } = runtime.use(senders);
  switch (outgoing.channel) {
    case 'email':
      return email({ ...outgoing.message, tags: tagsOf(ref) });
    case 'sms':
      return sms(outgoing.message);
    case 'push':
      return push(outgoing.message);
  }
};
