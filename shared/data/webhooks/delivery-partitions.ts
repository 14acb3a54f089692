import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryPartitionRef } from '#shared/domain/webhooks/event-ref.ts';
import type { Db } from '../table/db.ts';
import { readDue } from '../table/due-items.ts';
import { ITEM_KINDS } from '../table/item-kinds.ts';
import type { Item } from '../table/read.ts';
import { send, writeConditionally } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { itemType } from '../table/stored-items.ts';
import { deliveryDueShard, deliveryPartitionFrom, deliveryPartitionKey } from '../table/webhook-keys.ts';

/** Where a partition's next worker begins, and how careful it is. */
export interface DeliveryPosition {
  /** POSTs of several events that failed in a row. */
  readonly failures: number;
  /** Sort key of the queue up to which all was looked at; empty = from the beginning. */
  readonly after: string;
}

/** A partition that one worker has, until its lease ends. */
export interface LeasedPartition extends DeliveryPosition {
  readonly ref: DeliveryPartitionRef;
  /** Names the lease. */
  readonly attempt: string;
  /** Rises when events come. */
  readonly version: number;
}

/** Is there while events wait. Due = no lease and no pause delays it. */
const DELIVERY_PARTITION = itemType(
  'webhook-partition',
  (ref: DeliveryPartitionRef, leased: LeasedPartition, due_at: string) => ({
    ...deliveryPartitionKey(ref),
    due_shard: deliveryDueShard(ref),
    due_at,
    attempt: leased.attempt as string | undefined,
    version: leased.version,
    failures: leased.failures as number | undefined,
    after: leased.after as string | undefined,
  }),
);

const stamp = { ':kind': DELIVERY_PARTITION.kind, ':v': ITEM_KINDS[DELIVERY_PARTITION.kind].writes };

/**
 * New events are in the queue of a partition.
 * @param now ISO 8601
 * @returns whether it is due: neither a worker has it, nor does it wait for a receiver
 */
export const markDue = async (db: Db, ref: DeliveryPartitionRef, now: string): Promise<boolean> => {
  const { Attributes } = await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: deliveryPartitionKey(ref),
      UpdateExpression:
        'SET kind = :kind, v = :v, due_shard = :shard, due_at = if_not_exists(due_at, :now) ADD #version :one',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ...stamp, ':shard': deliveryDueShard(ref), ':now': now, ':one': 1 },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return String(Attributes?.['due_at']) <= now;
};

/** Ends the pause of a partition; a worker that has it looks again when it is done. */
export const endPause = async (db: Db, ref: DeliveryPartitionRef, now: string): Promise<void> => {
  const isPaused = await writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: deliveryPartitionKey(ref),
      UpdateExpression: 'SET kind = :kind, v = :v, due_shard = :shard, due_at = :now ADD #version :one',
      ConditionExpression: 'attribute_not_exists(attempt)',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ...stamp, ':shard': deliveryDueShard(ref), ':now': now, ':one': 1 },
    }),
  );
  if (!isPaused) await markDue(db, ref, now);
};

const fromItem = (ref: DeliveryPartitionRef, attempt: string, item: Item): LeasedPartition => {
  const { version, failures, after } = DELIVERY_PARTITION.from(item);
  return { ref, attempt, version, failures: failures ?? 0, after: after ?? '' };
};

interface Lease {
  readonly attempt: string;
  /** ISO 8601. */
  readonly now: string;
  /** When another worker may take it, ISO 8601. */
  readonly until: string;
}

/** @returns nothing when the partition is not due */
export const leasePartition = async (
  db: Db,
  ref: DeliveryPartitionRef,
  { attempt, now, until }: Lease,
): Promise<LeasedPartition | undefined> => {
  try {
    const { Attributes = {} } = await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: deliveryPartitionKey(ref),
        UpdateExpression: 'SET attempt = :attempt, due_at = :until',
        // The second: the answer to this write was lost, and it comes again.
        ConditionExpression: 'due_at <= :now OR attempt = :attempt',
        ExpressionAttributeValues: { ':attempt': attempt, ':until': until, ':now': now },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return fromItem(ref, attempt, Attributes);
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
};

/** Ends a lease; events are left. @param next_at when they are due, ISO 8601 */
export const releasePartition = async (
  db: Db,
  { ref, attempt }: LeasedPartition,
  { failures, after }: DeliveryPosition,
  next_at: string,
): Promise<void> => {
  await writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: deliveryPartitionKey(ref),
      UpdateExpression: 'SET due_at = :next, failures = :failures, #after = :after REMOVE attempt',
      ConditionExpression: 'attempt = :attempt',
      ExpressionAttributeNames: { '#after': 'after' },
      ExpressionAttributeValues: {
        ':next': next_at,
        ':failures': failures,
        ':after': after,
        ':attempt': attempt,
      },
    }),
  );
};

/** Ends a lease; nothing is left. @returns false when events have come since its begin */
export const finishPartition = (db: Db, { ref, attempt, version }: LeasedPartition): Promise<boolean> =>
  writeConditionally(
    db,
    new DeleteCommand({
      TableName: db.table,
      Key: deliveryPartitionKey(ref),
      ConditionExpression: 'attempt = :attempt AND #version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':attempt': attempt, ':version': version },
    }),
  );

/**
 * What is due in one shard, the earliest first: a partition, or an event that waited alone, whose partition then is due,
 * too; all events of a partition count once.
 */
export async function* readDuePartitions(
  db: Db,
  shard: string,
  now: string,
): AsyncGenerator<DeliveryPartitionRef> {
  const marked = new Set<string>();
  for await (const { pk, sk } of readDue(db, shard, now)) {
    const ref = deliveryPartitionFrom(pk);
    if (!ref || marked.has(pk)) continue;
    if (sk === deliveryPartitionKey(ref).sk) yield ref;
    else {
      marked.add(pk);
      if (await markDue(db, ref, now)) yield ref;
    }
  }
}
