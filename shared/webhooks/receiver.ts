import {
  countReceiverFailure,
  findReceiverHealth,
  forgetFailures,
  type ReceiverHealth,
  setProbe,
} from '#shared/data/webhooks/receiver-health.ts';
import { findSubscription } from '#shared/data/webhooks/subscriptions.ts';
import type { DeliveryPartitionRef } from '#shared/domain/webhooks/event-ref.ts';
import type { Subscription } from '#shared/domain/webhooks/subscription.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';
import { mailContact, type ReceiverTrouble } from './mail-contact.ts';
import { resumeDeliveries } from './restart-deliveries.ts';
import { BREAKER_FAILURES, nextProbe } from './retries.ts';

/** Where the events of a partition go. */
export interface Receiver {
  readonly subscription: Subscription;
  /** With a probe: the next POST is one. */
  readonly health: ReceiverHealth;
}

/** Why no POST goes out; `until` when, ISO 8601. */
type Closed = 'gone' | 'paused' | { readonly until: string };

/** While the breaker is open, the first worker after each pause has the probe. */
export const openReceiver = async (
  runtime: Runtime,
  { club, subscription: id }: DeliveryPartitionRef,
): Promise<Receiver | Closed> => {
  const db = runtime.use(database);
  const subscription = await findSubscription(db, club, id);
  if (!subscription) return 'gone';
  if (subscription.paused) return 'paused';
  const health = await findReceiverHealth(db, club, id);
  if (health.probe_at === null) return { subscription, health };
  const now = runtime.now();
  if (health.probe_at > now.toISOString()) return { until: health.probe_at };
  const probe_at = nextProbe(health.failures, now, runtime.random());
  const isMine = await setProbe(db, club, id, health.probe_at, probe_at);
  return isMine ? { subscription, health: { ...health, probe_at } } : { until: probe_at };
};

/** The receiver took a POST: what waited for it is due. */
export const forgetReceiverFailures = async (
  runtime: Runtime,
  { club, subscription }: DeliveryPartitionRef,
  { health }: Receiver,
): Promise<void> => {
  if (health.failures === 0) return;
  const db = runtime.use(database);
  await forgetFailures(db, club, subscription);
  if (health.probe_at !== null) await resumeDeliveries(runtime, club, subscription);
};

/** Counted, logged and mailed once for each time that the breaker opens. */
const reportBreaker = async (
  runtime: Runtime,
  subscription: Subscription,
  trouble: ReceiverTrouble,
): Promise<void> => {
  const { club: slug, id } = subscription;
  runtime.use(metrics).count('WebhookBreakersOpened');
  const fields = { club: slug, subscription: id, failures: trouble.failures };
  runtime.log.error('receiver of webhooks fails', fields);
  const club = await runtime.use(directory).club(slug);
  if (club) await mailContact(runtime, club, subscription, trouble);
};

/** @returns until when no POST goes out, ISO 8601; nothing = the breaker is closed */
export const noteReceiverFailure = async (
  runtime: Runtime,
  receiver: Subscription,
  last: ReceiverTrouble['last'],
): Promise<{ readonly health: ReceiverHealth; readonly until: string | undefined }> => {
  const db = runtime.use(database);
  const { club, id: subscription } = receiver;
  const health = await countReceiverFailure(db, club, subscription);
  if (health.failures < BREAKER_FAILURES) return { health, until: undefined };
  if (health.probe_at !== null) return { health, until: health.probe_at };
  const until = nextProbe(health.failures, runtime.now(), runtime.random());
  if (await setProbe(db, club, subscription, null, until))
    await reportBreaker(runtime, receiver, { failures: health.failures, last });
  return { health, until };
};
