import type { Club } from '#shared/domain/clubs/club.ts';
import { mailAddress } from '#shared/domain/common-values/mail-address.ts';
import { escapeHtml } from '#shared/domain/liquid/escaped-html.ts';
import type { Subscription } from '#shared/domain/webhooks/subscription.ts';
import { makeOutgoing } from '#shared/outgoing/make-outgoing.ts';
import { senders } from '#shared/ports/delivery.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { DeliveryAttempt } from './post-events.ts';

/** What the contact of a subscription reads when its receiver keeps failing. */
export interface ReceiverTrouble {
  /** POSTs that failed in a row. */
  readonly failures: number;
  readonly last: Pick<DeliveryAttempt, 'status' | 'reason'>;
}

const paragraphs = (
  { id, url }: Pick<Subscription, 'id' | 'url'>,
  { failures, last: { status, reason } }: ReceiverTrouble,
): readonly string[] => [
  `The receiver of subscription ${id} has failed ${failures} times in a row: ${url}`,
  `The last problem: ${status === null ? (reason ?? 'no answer') : `it answered ${status}`}.`,
  'One delivery is tried every few minutes. Events are kept for 20 days, and all that waits is sent when the receiver answers 2xx again.',
  `POST members_changes_subscriptions/${id}/test shows how it answers.`,
];

/**
 * Sends a mail to the contact of a subscription, from the address of the club. Once for each time that the breaker
 * opens; without a contact, or in a club that sends no mail, nothing.
 */
export const mailContact = async (
  runtime: Runtime,
  club: Pick<Club, 'name' | 'slug' | 'channels'>,
  subscription: Pick<Subscription, 'id' | 'url' | 'contact'>,
  trouble: ReceiverTrouble,
): Promise<void> => {
  const from = club.channels.email;
  const to = mailAddress(subscription.contact);
  if (to === undefined || from === undefined) return;
  const { message } = makeOutgoing(
    { channel: 'email', from, to },
    {
      subject: `${club.name}: a receiver of webhooks fails`,
      body: paragraphs(subscription, trouble)
        .map((text) => `<p>${escapeHtml(text)}</p>`)
        .join('\n'),
    },
  ) as Extract<ReturnType<typeof makeOutgoing>, { channel: 'email' }>;
  // Tags without a club: reports about this mail are about no member.
  const { state } = await runtime
    .use(senders)
    .email({ ...message, tags: { webhook: String(subscription.id) } });
  if (state !== 'sent')
    runtime.log.warn('mail to a contact not sent', { club: club.slug, subscription: subscription.id, state });
};
