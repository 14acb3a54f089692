import { endOfMember, queueEntryKey } from '#shared/data/table/webhook-keys.ts';
import { type LoggedDelivery, logDelivery } from '#shared/data/webhooks/delivery-log.ts';
import type { DeliveryPosition } from '#shared/data/webhooks/delivery-partitions.ts';
import { findEvents, type StoredEvent } from '#shared/data/webhooks/events.ts';
import {
  postponeEntry,
  type QueueEntry,
  readQueue,
  removeFromQueue,
} from '#shared/data/webhooks/queue-entries.ts';
import { HEALTHY } from '#shared/data/webhooks/receiver-health.ts';
import { productScope } from '#shared/domain/members/product-scope.ts';
import type { WebhookEvent } from '#shared/domain/webhooks/delivery-body.ts';
import { type DeliveryPartitionRef, eventIdOf } from '#shared/domain/webhooks/event-ref.ts';
import { eventInScope } from '#shared/domain/webhooks/member-event.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type DeliveryAttempt, postEvents } from './post-events.ts';
import { forgetReceiverFailures, noteReceiverFailure, type Receiver } from './receiver.ts';
import { afterAsked, afterBatch, afterEvent, batchSize } from './retries.ts';
import { type Selection, selectEntries } from './select-entries.ts';

/** How far a worker has come with a partition. */
export interface DeliveryProgress {
  readonly receiver: Receiver;
  readonly position: DeliveryPosition;
}

export interface DeliveryStep extends DeliveryProgress {
  /** The queue was read to its end. */
  readonly isEnd: boolean;
  /** When the next POST may go out, ISO 8601; nothing = at once. */
  readonly until?: string | undefined;
}

interface DeliveryContext extends DeliveryProgress {
  readonly runtime: Runtime;
  readonly partition: DeliveryPartitionRef;
}

/** Bytes of one POST, unless one event has more. */
const MAX_POST_BYTES = 1_000_000;

const withinBytes = (events: readonly StoredEvent[]): readonly StoredEvent[] => {
  let bytes = 0;
  const tooMany = events.findIndex(({ event }) => {
    bytes += Buffer.byteLength(JSON.stringify(event));
    return bytes > MAX_POST_BYTES;
  });
  return tooMany < 0 ? events : events.slice(0, Math.max(1, tooMany));
};

/** A POST, with the entries that it ends: its own, and those whose event has expired. */
interface Batch extends Pick<Selection, 'after' | 'isEnd'> {
  readonly entries: readonly QueueEntry[];
  readonly events: readonly StoredEvent[];
}

const batchOf = ({ ready, after, isEnd }: Selection, found: readonly StoredEvent[]): Batch => {
  const events = withinBytes(found);
  const last = events.at(-1);
  if (!last || events.length === found.length) return { entries: ready, events, after, isEnd };
  const count = ready.findIndex(({ ref }) => eventIdOf(ref) === eventIdOf(last.ref)) + 1;
  return { entries: ready.slice(0, count), events, after: queueEntryKey(last.ref).sk, isEnd: false };
};

const UNSENT = { outcome: 'expired', status: null, reply: null, reason: null } as const;

const log = async (
  { runtime, partition: { club, subscription } }: DeliveryContext,
  entries: readonly QueueEntry[],
  { outcome, status, reply, reason }: Pick<LoggedDelivery, 'outcome' | 'status' | 'reply' | 'reason'>,
  tries: Pick<LoggedDelivery, 'attempts' | 'next_at'>,
): Promise<void> => {
  const event_ids = entries.map(({ ref }) => eventIdOf(ref));
  const answer = { outcome, status, reply, reason };
  const logged = { id: runtime.uuid(), at: runtime.now().toISOString(), event_ids, ...answer, ...tries };
  await logDelivery(runtime.use(database), club, subscription, logged);
};

const dropExpired = async (context: DeliveryContext, expired: readonly QueueEntry[]): Promise<void> => {
  if (expired.length === 0) return;
  await log(context, expired, UNSENT, { attempts: 0, next_at: null });
  await removeFromQueue(context.runtime.use(database), expired);
};

/**
 * Several events are tried again in smaller batches; one alone waits, and lets those of other members go on, unless the
 * receiver asks to wait.
 */
const afterFailure = async (
  context: DeliveryContext,
  { entries }: Batch,
  attempt: DeliveryAttempt,
): Promise<DeliveryStep> => {
  const { runtime, receiver, position } = context;
  const { health, until } = await noteReceiverFailure(runtime, receiver.subscription, attempt);
  const failed = { receiver: { ...receiver, health }, isEnd: false };
  const [first] = entries;
  if (first && entries.length === 1) {
    const attempts = first.attempts + 1;
    const next_at = afterEvent(attempts, attempt.retry_after, runtime.now(), runtime.random());
    await log(context, entries, attempt, { attempts, next_at });
    await postponeEntry(runtime.use(database), { ...first, attempts, next_at });
    return {
      ...failed,
      until: until ?? afterAsked(attempt.retry_after, runtime.now()),
      position: { ...position, after: endOfMember(first.ref.member) },
    };
  }
  const failures = position.failures + 1;
  const next_at = until ?? afterBatch(failures, attempt.retry_after, runtime.now(), runtime.random());
  await log(context, entries, attempt, { attempts: failures, next_at });
  return { ...failed, until: next_at, position: { ...position, failures } };
};

const shownEvents = async (
  runtime: Runtime,
  { subscription }: Receiver,
  events: readonly StoredEvent[],
): Promise<WebhookEvent[]> => {
  const club = await runtime.use(directory).club(subscription.club);
  const scope = club ? productScope(club, subscription.product) : [];
  return events.map(({ ref, event }) => ({ id: eventIdOf(ref), event: eventInScope(event, scope) }));
};

/** Makes the next POST of a partition, if there is one to make, and records what came of it. */
export const deliverNext = async (context: DeliveryContext): Promise<DeliveryStep> => {
  const { runtime, partition, receiver, position } = context;
  const db = runtime.use(database);
  const size = receiver.health.probe_at === null ? batchSize(position.failures) : 1;
  const page = await readQueue(db, partition, position.after, size);
  const selection = selectEntries(page, position.after, runtime.now());
  await dropExpired(context, selection.expired);
  const found = await findEvents(
    db,
    selection.ready.map(({ ref }) => ref),
  );
  const batch = batchOf(selection, found);
  const { entries, events, after, isEnd } = batch;
  if (events.length === 0) {
    await removeFromQueue(db, entries);
    return { receiver, position: { ...position, after }, isEnd };
  }
  const attempt = await postEvents(
    runtime,
    receiver.subscription,
    await shownEvents(runtime, receiver, events),
  );
  if (attempt.outcome === 'failed') return afterFailure(context, batch, attempt);
  await log(context, entries, attempt, { attempts: position.failures + 1, next_at: null });
  await removeFromQueue(db, entries);
  await forgetReceiverFailures(runtime, partition, receiver);
  return {
    receiver: { ...receiver, health: HEALTHY },
    position: { failures: Math.max(0, position.failures - 1), after },
    isEnd,
  };
};
