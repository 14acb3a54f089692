import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type DeliveryPartitionRef,
  type EventRef,
  eventIdOf,
  eventRefFrom,
} from '#shared/domain/webhooks/event-ref.ts';
import { remove, runStatements } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { readRange } from '../table/read.ts';
import { ttlFrom, WEBHOOK_TTL_SECONDS } from '../table/retention.ts';
import { writeConditionally } from '../table/send.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import { deliveryDueShard, deliveryPartitionKey, QUEUE_START, queueEntryKey } from '../table/webhook-keys.ts';

/** That an event waits for its delivery. */
export interface QueueEntry {
  readonly ref: EventRef;
  /** Since when it is tried: the commit of its change, or its replay; ISO 8601. */
  readonly at: string;
  /** POSTs of this event alone that failed. */
  readonly attempts: number;
  /** Not before, ISO 8601; nothing = now. */
  readonly next_at: string | null;
}

/** One that waits is due work of its own: its partition may have nothing else to do. */
const dueAttributes = ({ ref, next_at }: QueueEntry) =>
  next_at === null ? {} : { due_shard: deliveryDueShard(ref), due_at: next_at };

export const QUEUE_ENTRY = itemType('webhook-queued', (entry: QueueEntry, now: string) => ({
  ...queueEntryKey(entry.ref),
  ...dueAttributes(entry),
  id: eventIdOf(entry.ref),
  club: entry.ref.club,
  subscription: entry.ref.subscription,
  at: entry.at,
  attempts: entry.attempts,
  ttl: ttlFrom(now, WEBHOOK_TTL_SECONDS),
}));

const fromItem = (item: Stored<typeof QUEUE_ENTRY>): QueueEntry => {
  const { id, club, subscription, at, attempts, due_at: next_at = null } = item;
  const ref = eventRefFrom(club, subscription, id);
  if (!ref) throw new TypeError('A queue entry has no event id');
  return { ref, at, attempts, next_at };
};

export interface QueuePage {
  readonly entries: readonly QueueEntry[];
  /** There may be more. */
  readonly isCut: boolean;
}

/** @param after sort key; empty = from the beginning */
export const readQueue = async (
  db: Db,
  partition: DeliveryPartitionRef,
  after: string,
  limit: number,
): Promise<QueuePage> => {
  const { pk } = deliveryPartitionKey(partition);
  const items = await readRange(db, { pk, after: after || QUEUE_START, limit });
  return {
    entries: items.map((item) => fromItem(QUEUE_ENTRY.from(item))),
    isCut: items.length === limit,
  };
};

/** They have been delivered or dropped. */
export const removeFromQueue = async (db: Db, entries: readonly QueueEntry[]): Promise<void> => {
  await runStatements(
    db,
    entries.map(({ ref }) => remove(db, { ...queueEntryKey(ref) }, {})),
  );
};

/** An entry that is gone stays gone. */
export const postponeEntry = async (db: Db, { ref, attempts, next_at }: QueueEntry): Promise<void> => {
  await writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: queueEntryKey(ref),
      UpdateExpression: 'SET attempts = :attempts, due_shard = :shard, due_at = :next',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: {
        ':attempts': attempts,
        ':shard': deliveryDueShard(ref),
        ':next': next_at,
      },
    }),
  );
};
