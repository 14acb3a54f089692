import { messageId, signatureHeaders } from '#shared/crypto/webhook-secrets.ts';
import { deliveryBody, type WebhookEvent } from '#shared/domain/webhooks/delivery-body.ts';
import {
  type DeliveryOutcome,
  outcomeOfStatus,
  retryAfterSeconds,
} from '#shared/domain/webhooks/delivery-outcome.ts';
import { activeSecrets, type Subscription } from '#shared/domain/webhooks/subscription.ts';
import { postJson } from '#shared/ports/outbound.ts';
import { webhookSealer } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { secretContext } from './sealed-secrets.ts';

/** One POST and its outcome. */
export interface DeliveryAttempt {
  readonly outcome: DeliveryOutcome;
  /** Of the answer; `null` without one. */
  readonly status: number | null;
  /** The first characters of the answer. */
  readonly reply: string | null;
  /** Why there is no answer. */
  readonly reason: string | null;
  /** Seconds that the receiver asks to wait. */
  readonly retry_after: number | null;
}

const MAX_REPLY = 1024;
const USER_AGENT = 'loyalty-club-webhooks/1';

const headersOf = async (
  runtime: Runtime,
  subscription: Subscription,
  { id, body }: { readonly id: string; readonly body: string },
): Promise<Readonly<Record<string, string>>> => {
  const now = runtime.now();
  const open = (sealed: string) => runtime.use(webhookSealer).unseal(sealed, secretContext(subscription));
  const [token, ...secrets] = await Promise.all(
    [subscription.secret_token, ...activeSecrets(subscription, now)].map(({ sealed }) => open(sealed)),
  );
  return {
    'user-agent': USER_AGENT,
    'x-secret-token': String(token),
    ...signatureHeaders({ id, at: now, body }, secrets.map(String)),
  };
};

/**
 * Sends events to the receiver of a subscription, in one POST, and never throws for what a receiver does.
 * @param events in order, at most 100
 */
export const postEvents = async (
  runtime: Runtime,
  subscription: Subscription,
  events: readonly WebhookEvent[],
): Promise<DeliveryAttempt> => {
  const body = deliveryBody(subscription.event_schema_version, events);
  const id = messageId(events.map((event) => event.id));
  const headers = await headersOf(runtime, subscription, { id, body });
  const answer = await runtime.use(postJson)({ url: subscription.url, headers, body });
  if ('failure' in answer)
    return { outcome: 'failed', status: null, reply: null, reason: answer.failure, retry_after: null };
  return {
    outcome: outcomeOfStatus(answer.status, events.length),
    status: answer.status,
    reply: answer.body.slice(0, MAX_REPLY).toWellFormed(),
    reason: null,
    retry_after: retryAfterSeconds(answer.retryAfter, runtime.now()),
  };
};
