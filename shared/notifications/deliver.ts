import type { DeliveryMessage } from '#shared/contracts/queue-messages.ts';
import { hashOneTimeToken, newOneTimeToken } from '#shared/crypto/one-time-tokens.ts';
import { recordSent } from '#shared/data/delivery/provider-messages.ts';
import {
  findNotification,
  type NotificationRef,
  recordNotificationOutcome,
} from '#shared/data/notifications/notification-records.ts';
import type { Outgoing, SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { TemplateError } from '#shared/domain/liquid/template.ts';
import { identifiersOf } from '#shared/domain/members/member.ts';
import { type MessageKind, NOTIFICATION_RULES } from '#shared/domain/notifications/automatic-message.ts';
import { type SentMessage, tagsOf } from '#shared/domain/notifications/sent-message.ts';
import { ENV } from '#shared/env-names.ts';
import { RetryLater } from '#shared/errors.ts';
import { DELIVERY_METRICS } from '#shared/metric-names.ts';
import { database } from '#shared/ports/database.ts';
import { sendBy, senders } from '#shared/ports/delivery.ts';
import { directory } from '#shared/ports/directory.ts';
import { describeFailure } from '#shared/ports/failures.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { claimMessage, mayBeSent } from './claim.ts';
import { compose, type NotificationTarget } from './compose.ts';
import { openDelivery } from './delivery-message.ts';
import { findRecipient } from './recipients.ts';

const isLate = (message: DeliveryMessage, kind: MessageKind, now: Date): boolean =>
  now.getTime() - Date.parse(message.at) > NOTIFICATION_RULES[kind].validFor * 1000;

const unsubscribeToken = async (
  runtime: Runtime,
  club: Club,
  to: NotificationTarget,
): Promise<string | undefined> => {
  const { email } = identifiersOf(to.properties);
  if (email === undefined) return undefined;
  return runtime.use(unsubscribeTokens).issue({ club: club.slug, member: to.member, email });
};

const composeSafely = (make: () => Outgoing | undefined): Outgoing | SendOutcome => {
  try {
    return make() ?? { state: 'failed', detail: 'nothing_to_send' };
  } catch (error) {
    if (error instanceof TemplateError) return { state: 'failed', detail: 'template_broken' };
    throw error;
  }
};

/** Reports about a mail come back with its tags. */
const tagged = (outgoing: Outgoing, sent: SentMessage): Outgoing =>
  outgoing.channel === 'email'
    ? { ...outgoing, message: { ...outgoing.message, tags: tagsOf(sent) } }
    : outgoing;

/** Reports about an SMS know nothing but the provider's id of it. */
const recordProviderMessage = async (
  runtime: Runtime,
  sent: SentMessage,
  { state, detail }: SendOutcome,
): Promise<void> => {
  if (sent.type !== 'automatic' || sent.channel !== 'sms' || state !== 'sent') return;
  await recordSent(runtime.use(database), detail, sent, runtime.now());
};

/** `refused` waits in the queue; everything else is the end of it. */
const recordOutcome = async (
  runtime: Runtime,
  ref: NotificationRef,
  attempt: string,
  outcome: SendOutcome,
): Promise<void> => {
  const state = outcome.state === 'refused' ? 'waiting' : outcome.state;
  await recordNotificationOutcome(runtime.use(database), ref, attempt, state, outcome.detail);
  if (outcome.state !== 'refused') runtime.use(metrics).count(DELIVERY_METRICS[outcome.state]);
  if (outcome.state === 'sent') return;
  const { state: what, detail, cause } = outcome;
  const { club, member, event, channel } = ref;
  const level = what === 'refused' ? 'info' : 'warn';
  runtime.log[level]('message not sent', {
    ...{ club, member, event, channel, state: what, detail },
    ...(cause && describeFailure(cause)),
  });
  // The cause travels on: it may be one that only an operator can end.
  if (what === 'refused') throw new RetryLater(`The provider refused: ${detail}`, { cause });
};

/**
 * Sends one message at most once, however often it is delivered: the dispatch record is written before the
 * provider is called, and an answer that leaves open whether it was sent is never followed by a repeat.
 * @throws RetryLater to have it delivered again
 */
export const deliver = async (runtime: Runtime, message: DeliveryMessage): Promise<void> => {
  const db = runtime.use(database);
  const content = await openDelivery(runtime, message);
  const { kind } = content;
  const club = await runtime.use(directory).club(message.club);
  if (!club) return;
  if (isLate(message, kind, runtime.now())) {
    runtime.use(metrics).count(DELIVERY_METRICS.failed);
    runtime.log.warn('message expired unsent', { club: club.slug, event: message.event, kind });
    return;
  }
  const found = await findRecipient(db, club, content);
  if (!found) return;

  const { channel, token } = NOTIFICATION_RULES[kind];
  const ref: NotificationRef = { club: club.slug, member: found.to.member, event: message.event, channel };
  const seen = await findNotification(db, ref);
  if (!(await mayBeSent(runtime, ref, seen))) return;

  // Whatever can fail without the provider comes before the claim: after it a crash means a lost message.
  const publicUrl = runtime.env(ENV.publicUrl);
  const unsubscribe = await unsubscribeToken(runtime, club, found.to);
  const oneTime = token && newOneTimeToken();
  const outgoing = composeSafely(() =>
    compose(club, kind, found.to, { publicUrl, unsubscribe, oneTime }, runtime.now()),
  );

  const attempt = runtime.uuid();
  const tokenHash = oneTime && hashOneTimeToken(oneTime);
  const claim = { ref, kind, attempt, now: runtime.now(), member: found.member, tokenHash };
  if (!(await claimMessage(db, claim, seen))) return;
  const sent: SentMessage = { type: 'automatic', ...ref };
  const outcome = 'state' in outgoing ? outgoing : await sendBy(runtime.use(senders), tagged(outgoing, sent));
  await recordOutcome(runtime, ref, attempt, outcome);
  await recordProviderMessage(runtime, sent, outcome);
};
