import { decodeCursor, encodeCursor } from '#shared/crypto/cursors.ts';
import {
  type DeliveryStart,
  isDeliveryPlace,
  type LoggedDelivery,
  readDeliveriesFrom,
} from '#shared/data/webhooks/delivery-log.ts';
import { markDue } from '#shared/data/webhooks/delivery-partitions.ts';
import { requeueEvents } from '#shared/data/webhooks/events.ts';
import { findSubscription } from '#shared/data/webhooks/subscriptions.ts';
import { refuse, refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { problem } from '#shared/domain/validation/problem.ts';
import { type EventRef, eventIdOf, eventRefFrom, partitionsOf } from '#shared/domain/webhooks/event-ref.ts';
import { isReplay, type ReplayContext, replaySelection } from '#shared/domain/webhooks/replay-payload.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { enqueueDeliveries } from './delivery-steps.ts';

/** Events and deliveries that one request works, at most. */
const MAX_EVENTS = 500;
const MAX_DELIVERIES = 200;

interface Period {
  readonly start: DeliveryStart;
  /** Inclusive, ISO 8601. */
  readonly to: string;
}

interface Selected {
  readonly events: readonly EventRef[];
  /** Where the rest of the period begins. */
  readonly next?: Period | undefined;
}

/** A failed POST is repeated in any case, or ended in another line of the log. */
const isEnded = ({ outcome }: LoggedDelivery): boolean => outcome !== 'failed';

/** The events whose delivery ended in a period, as many as one request takes. */
const eventsOf = async (
  runtime: Runtime,
  { club, subscription }: ReplayContext,
  { start, to }: Period,
): Promise<Selected> => {
  const page = { start, limit: MAX_DELIVERIES };
  const read = await readDeliveriesFrom(runtime.use(database), club, subscription, page);
  const within = read.filter(({ at }) => at <= to);
  const ids = new Set<string>();
  let count = 0;
  for (const delivery of within) {
    const own = isEnded(delivery) ? delivery.event_ids : [];
    if (ids.size + own.length > MAX_EVENTS) break;
    for (const id of own) ids.add(id);
    count += 1;
  }
  const last = within[count - 1];
  const isCut = count < within.length || within.length === MAX_DELIVERIES;
  const events = [...ids].flatMap((id) => eventRefFrom(club, subscription, id) ?? []);
  return { events, next: isCut && last ? { start: { at: last.at, id: last.id }, to } : undefined };
};

const listOf = ({ club, subscription }: ReplayContext): string =>
  JSON.stringify(['webhook-replay', club, subscription]);

/** @throws LoyaltyError parameters_invalid */
const periodOf = (context: ReplayContext, cursor: string): Period => {
  const [at, id, to, ...others] = [decodeCursor(listOf(context), cursor)].flat();
  const start = { at, id };
  if (isDeliveryPlace(start) && typeof to === 'string' && others.length === 0) return { start, to };
  return refuse(problem('invalid', cursor, {}, ['cursor']));
};

const select = async (runtime: Runtime, context: ReplayContext, body: unknown): Promise<Selected> => {
  const selection = replaySelection(body, context);
  if ('events' in selection) return selection;
  if ('cursor' in selection) return eventsOf(runtime, context, periodOf(context, selection.cursor));
  return eventsOf(runtime, context, { start: { at: selection.from }, to: selection.to });
};

/** Queued events are due: their partitions have workers, unless they wait for a receiver. */
const wake = async (
  runtime: Runtime,
  { club, subscription, now }: ReplayContext,
  events: readonly EventRef[],
) => {
  const db = runtime.use(database);
  const queued = new Set(events.map(({ partition }) => partition));
  const partitions = partitionsOf(club, subscription).filter(({ partition }) => queued.has(partition));
  const due = await Promise.all(partitions.map((one) => markDue(db, one, now.toISOString())));
  await enqueueDeliveries(
    runtime,
    partitions.filter((_, index) => due[index]),
  );
};

/**
 * Queues stored events of a subscription again, under their ids.
 * @param body unknown in every respect
 * @returns how many, which of those that were named are not stored, and a cursor while there are more
 * @throws LoyaltyError subscription_not_found, parameters_invalid
 */
export const replayEvents = async (
  runtime: Runtime,
  target: Pick<ReplayContext, 'club' | 'subscription'>,
  body: () => unknown,
) => {
  const db = runtime.use(database);
  if (!(await findSubscription(db, target.club, target.subscription)))
    throw new LoyaltyError('subscription_not_found');
  const sent = body();
  const context = { ...target, now: runtime.now() };
  refuseProblems(isReplay(context)(sent));
  const { events, next } = await select(runtime, context, sent);
  const queued = await requeueEvents(db, events, context.now.toISOString());
  await wake(runtime, context, queued);
  const found = new Set(queued);
  return {
    queued_number: queued.length,
    missing_event_ids: events.filter((ref) => !found.has(ref)).map(eventIdOf),
    ...(next && { next_cursor: encodeCursor(listOf(context), [next.start.at, next.start.id, next.to]) }),
  };
};
