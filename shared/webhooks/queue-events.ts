import { memberTransition } from '#shared/data/members/member-transition.ts';
import { markDue } from '#shared/data/webhooks/delivery-partitions.ts';
import { type StoredEvent, storeEvents, stripEvents } from '#shared/data/webhooks/events.ts';
import { type DeliveryPartitionRef, type EventRef, eventRef } from '#shared/domain/webhooks/event-ref.ts';
import { memberEvent, strippedEvent } from '#shared/domain/webhooks/member-event.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import { subscriptionsOf } from '#shared/ports/webhook-subscriptions.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { StreamChange } from '#shared/stream-change.ts';
import { enqueueDeliveries } from './delivery-steps.ts';

/** What a change means for one subscription. */
interface Effect {
  readonly ref: EventRef;
  /** Nothing where the subscription does not ask for it. */
  readonly event: StoredEvent | undefined;
  /** The member is gone: what older events say about it goes, too. */
  readonly strips: boolean;
}

type SubscriptionsOf = ReturnType<typeof subscriptionsOf>;

/**
 * @param anew as they are now: another worker may have stored events of the member for a subscription that this one's
 * cache lacks, and its removal strips them
 */
const effectsOf = async (
  runtime: Runtime,
  anew: SubscriptionsOf,
  { sequence, at, ...images }: StreamChange,
): Promise<Effect[]> => {
  const transition = memberTransition(images);
  if (!transition) return [];
  const { club: slug, id } = transition.type === 'destroyed' ? transition.before : transition.member;
  const subscriptions = await (transition.type === 'destroyed' ? anew : runtime.use(subscriptionsOf))(slug);
  const club = subscriptions.length > 0 && (await runtime.use(directory).club(slug));
  if (!club) return [];
  return subscriptions.map((subscription) => {
    const ref = eventRef(slug, subscription.id, id, sequence);
    const event = memberEvent(subscription, club, transition, at);
    return {
      ref,
      event: event && { ref, at: at.toISOString(), event },
      strips: transition.type === 'destroyed',
    };
  });
};

const distinctPartitions = (refs: readonly DeliveryPartitionRef[]): readonly DeliveryPartitionRef[] => [
  ...new Map(
    refs.map(({ club, subscription, partition }) => [
      `${club} ${subscription} ${partition}`,
      { club, subscription, partition },
    ]),
  ).values(),
];

/**
 * Queues the events that committed changes of members cause, for the subscriptions of their clubs. A change that comes
 * again finds its events stored; only then are their partitions due, and workers woken.
 */
export const queueEvents = async (runtime: Runtime, changes: readonly StreamChange[]): Promise<undefined> => {
  const anew = subscriptionsOf(runtime);
  const effects = (await Promise.all(changes.map((change) => effectsOf(runtime, anew, change)))).flat();
  if (effects.length === 0) return;
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const events = effects.flatMap(({ event }) => event ?? []);
  // Side by side: the stream, with the messages of all clubs, waits for this.
  const bySubscription = Map.groupBy(events, ({ ref }) => `${ref.club} ${ref.subscription}`);
  await Promise.all([...bySubscription.values()].map((own) => storeEvents(db, own, now)));
  await Promise.all(effects.map(({ ref, strips }) => strips && stripEvents(db, ref, strippedEvent)));
  const due = distinctPartitions(events.map(({ ref }) => ref)).map(async (partition) =>
    (await markDue(db, partition, now)) ? [partition] : [],
  );
  await enqueueDeliveries(runtime, (await Promise.all(due)).flat());
};
