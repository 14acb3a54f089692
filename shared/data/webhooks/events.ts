import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type EventRef, eventIdOf, eventRefFrom } from '#shared/domain/webhooks/event-ref.ts';
import type { MemberEvent } from '#shared/domain/webhooks/member-event.ts';
import { insert, runStatements } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { pack, unpack } from '../table/packed.ts';
import { ttlFrom, WEBHOOK_TTL_SECONDS } from '../table/retention.ts';
import { writeConditionally } from '../table/send.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import { type TransactWrite, transact } from '../table/transact.ts';
import { eventKey, memberEventsPrefix } from '../table/webhook-keys.ts';
import { QUEUE_ENTRY } from './queue-entries.ts';

/** An event with the place that it has in its subscription's log. */
export interface StoredEvent {
  readonly ref: EventRef;
  /** When the change was committed, ISO 8601. */
  readonly at: string;
  readonly event: MemberEvent;
}

const WEBHOOK_EVENT = itemType('webhook-event', ({ ref, at, event }: StoredEvent, now: string) => ({
  ...eventKey(ref),
  club: ref.club,
  id: eventIdOf(ref),
  subscription: ref.subscription,
  at,
  event: pack(event),
  ttl: ttlFrom(now, WEBHOOK_TTL_SECONDS),
}));

const fromItem = ({ club, id, subscription, at, event }: Stored<typeof WEBHOOK_EVENT>): StoredEvent => {
  const ref = eventRefFrom(club, subscription, id);
  if (!ref) throw new TypeError('A stored event has no event id');
  return { ref, at, event: unpack(event) };
};

/** Limits of a transaction: 100 writes, of which an event takes two, and 4 MB. */
const MAX_EVENTS = 50;
const MAX_BYTES = 3_000_000;

interface EventItems {
  readonly ref: EventRef;
  readonly item: ReturnType<typeof WEBHOOK_EVENT.item>;
  readonly entry: ReturnType<typeof QUEUE_ENTRY.item>;
}

const transactionsOf = (all: readonly EventItems[]): EventItems[][] => {
  const batches: EventItems[][] = [];
  let bytes = 0;
  for (const one of all) {
    const size = one.item.event.byteLength;
    const batch = batches.at(-1);
    if (batch && batch.length < MAX_EVENTS && bytes + size <= MAX_BYTES) {
      batch.push(one);
      bytes += size;
    } else {
      batches.push([one]);
      bytes = size;
    }
  }
  return batches;
};

const writesOf = (db: Db, { ref, item, entry }: EventItems): TransactWrite[] => [
  {
    write: {
      Put: { TableName: db.table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
    },
    checkName: eventIdOf(ref),
  },
  { write: { Put: { TableName: db.table, Item: entry } } },
];

/** Stores and queues those that are new; one that was stored before may have been delivered. */
const storeBatch = async (db: Db, batch: readonly EventItems[]): Promise<void> => {
  const known = new Set(
    await transact(
      db,
      batch.flatMap((one) => writesOf(db, one)),
    ),
  );
  const left = batch.filter(({ ref }) => !known.has(eventIdOf(ref)));
  if (known.size > 0 && left.length > 0) await storeBatch(db, left);
};

/**
 * Stores events and queues them, each exactly once, however often it comes: an event of a member is there before the
 * next one is.
 * @param events those of a member in order
 */
export const storeEvents = async (db: Db, events: readonly StoredEvent[], now: string): Promise<void> => {
  const items = events.map((event) => ({
    ref: event.ref,
    item: WEBHOOK_EVENT.item(event, now),
    entry: QUEUE_ENTRY.item({ ref: event.ref, at: event.at, attempts: 0, next_at: null }, now),
  }));
  for (const batch of transactionsOf(items)) await storeBatch(db, batch);
};

/** Events by their places, in the same order; those that have expired are left out. */
export const findEvents = async (db: Db, refs: readonly EventRef[]): Promise<readonly StoredEvent[]> => {
  const found = (await WEBHOOK_EVENT.findAll(db, refs.map(eventKey))).map(fromItem);
  const byId = new Map(found.map((event) => [eventIdOf(event.ref), event]));
  return refs.flatMap((ref) => byId.get(eventIdOf(ref)) ?? []);
};

/**
 * Queues stored events again, under their ids; one that waits already is left as it is.
 * @returns those that are stored still
 */
export const requeueEvents = async (
  db: Db,
  refs: readonly EventRef[],
  now: string,
): Promise<readonly EventRef[]> => {
  const kept = await WEBHOOK_EVENT.findKinds(db, refs.map(eventKey));
  const keys = new Set(kept.map(({ pk, sk }) => `${pk} ${sk}`));
  const found = refs.filter((ref) => keys.has(`${eventKey(ref).pk} ${eventKey(ref).sk}`));
  const entries = found.map((ref) => QUEUE_ENTRY.item({ ref, at: now, attempts: 0, next_at: null }, now));
  await runStatements(
    db,
    entries.map((entry) => insert(db, entry)),
  );
  return found;
};

/** Takes out of the events of a member, up to this one, what they say about the member. */
export const stripEvents = async (
  db: Db,
  last: EventRef,
  strip: (event: MemberEvent) => MemberEvent,
): Promise<void> => {
  const { pk, sk } = eventKey(last);
  for await (const item of WEBHOOK_EVENT.partition(db, pk, memberEventsPrefix(last.member))) {
    if (item.sk > sk) break;
    await writeConditionally(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: { pk, sk: item.sk },
        UpdateExpression: 'SET #event = :event',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#event': 'event' },
        ExpressionAttributeValues: { ':event': pack(strip(unpack(item.event))) },
      }),
    );
  }
};
