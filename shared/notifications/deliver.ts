import type { DeliveryMessage } from '#shared/contracts/queue-messages.ts';
import { hashOneTimeToken } from '#shared/crypto/one-time-tokens.ts';
import { storeProviderMessage } from '#shared/data/delivery/provider-messages.ts';
import {
  findNotification,
  type NotificationRef,
  recordNotificationOutcome,
} from '#shared/data/notifications/notification-records.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { type MessageKind, NOTIFICATION_RULES } from '#shared/domain/notifications/automatic-message.ts';
import type { OutgoingRef } from '#shared/domain/notifications/outgoing-ref.ts';
import { ENV } from '#shared/env-names.ts';
import { RetryLater } from '#shared/errors.ts';
import { countDeliveries } from '#shared/outgoing/count-deliveries.ts';
import { sendOutgoing } from '#shared/outgoing/send-outgoing.ts';
import { tryRender } from '#shared/outgoing/try-render.ts';
import { issueUnsubscribeLinks } from '#shared/outgoing/unsubscribe-links.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import { describeFailure } from '#shared/ports/failures.ts';
import { oneTimeTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { claimMessage, mayBeSent } from './claim.ts';
import { compose } from './compose.ts';
import { isRequested, isReset, openDelivery } from './delivery-message.ts';
import { findRecipient } from './recipients.ts';

const isLate = (message: DeliveryMessage, kind: MessageKind, now: Date): boolean =>
  now.getTime() - Date.parse(message.at) > NOTIFICATION_RULES[kind].validFor * 1000;

/** Reports on an SMS have the provider's id only. */
const recordProviderMessage = async (
  runtime: Runtime,
  ref: OutgoingRef,
  outcome: SendOutcome,
): Promise<void> => {
  if (ref.type !== 'automatic' || ref.channel !== 'sms' || outcome.state !== 'sent') return;
  await storeProviderMessage(runtime.use(database), outcome.providerId, ref, runtime.now());
};

/** A deferred message waits in the queue; any other outcome ends it. */
const recordOutcome = async (
  runtime: Runtime,
  ref: NotificationRef,
  attempt: string,
  outcome: SendOutcome,
): Promise<void> => {
  const state = outcome.state === 'deferred' ? 'waiting' : outcome.state;
  const detail = outcome.state === 'sent' ? outcome.providerId : outcome.reason;
  await recordNotificationOutcome(runtime.use(database), ref, attempt, state, detail);
  countDeliveries(runtime, outcome.state);
  if (outcome.state === 'sent') return;
  const { reason, cause } = outcome;
  const { club, member, event, channel } = ref;
  const level = outcome.state === 'deferred' ? 'info' : 'warn';
  runtime.log[level]('message not sent', {
    ...{ club, member, event, channel, state: outcome.state, detail },
    ...(cause && describeFailure(cause)),
  });
  // With its cause, which may be one that only an operator can end.
  if (outcome.state === 'deferred') throw new RetryLater(`The provider deferred: ${reason}`, { cause });
};

/**
 * Sends one message at most once, however often the queue delivers it: the notification record is written before the
 * call of the provider, and an unknown outcome is final.
 * @throws RetryLater for another delivery
 */
export const deliver = async (runtime: Runtime, message: DeliveryMessage): Promise<void> => {
  const db = runtime.use(database);
  const content = await openDelivery(runtime, message);
  const { kind } = content;
  const club = await runtime.use(directory).club(message.club);
  if (!club) return;
  if (isLate(message, kind, runtime.now())) {
    countDeliveries(runtime, 'failed');
    runtime.log.warn('message expired unsent', { club: club.slug, event: message.event, kind });
    return;
  }
  const found = await findRecipient(db, club, content);
  if (!found) return;

  const { channel, token } = NOTIFICATION_RULES[kind];
  const ref: NotificationRef = { club: club.slug, member: found.to.member, event: message.event, channel };
  const seen = await findNotification(db, ref);
  if (!(await mayBeSent(runtime, ref, seen))) return;

  // What can fail without the provider comes before the claim: after it a crash loses the message.
  const { member, properties } = found.to;
  const previous = isReset(content) ? undefined : content.previous;
  const subject = token && { purpose: token, club: club.slug, member: found.to.member };
  const oneTime = subject && (await runtime.use(oneTimeTokens).issue(subject));
  const links = {
    // An earlier address gets no more mails, and its holder may not end those to the present one.
    ...(previous ? {} : await issueUnsubscribeLinks(runtime, club, { id: member, properties })),
    publicUrl: runtime.env(ENV.publicUrl),
    oneTime,
  };
  const rendered = tryRender(() => compose(club, kind, found.to, links, runtime.now()));

  const attempt = runtime.uuid();
  const tokenHash = oneTime && hashOneTimeToken(oneTime);
  const claim = {
    ref,
    kind,
    isRequested: isRequested(content),
    attempt,
    now: runtime.now(),
    member: found.member,
    tokenHash,
    previous,
  };
  if (!(await claimMessage(db, claim, seen))) return;
  const outgoing: OutgoingRef = { type: 'automatic', ...ref };
  const outcome: SendOutcome =
    'reason' in rendered
      ? { state: 'failed', reason: rendered.reason }
      : await sendOutgoing(runtime, rendered, outgoing);
  await recordOutcome(runtime, ref, attempt, outcome);
  await recordProviderMessage(runtime, outgoing, outcome);
};
