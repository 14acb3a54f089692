import type { DeliveryPartitionRef, EventRef } from '#shared/domain/webhooks/event-ref.ts';
import { join, type Key, sortableNumber } from './keys.ts';

/** Keys of webhook subscriptions' events and their delivery; built like all others, each below its club. */

const deliveryPartition = ({ club, subscription, partition }: DeliveryPartitionRef): string =>
  join('CLUB', club, 'WEBHOOK', subscription, 'PARTITION', partition);

export const deliveryPartitionKey = (ref: DeliveryPartitionRef): Key => ({
  pk: deliveryPartition(ref),
  sk: 'PARTITION',
});

/** The longest sequence number of a stream (API reference of DynamoDB Streams, StreamRecord). */
const SEQUENCE_DIGITS = 40;
/** By member, then in the order of the stream. */
const place = ({ member, sequence }: EventRef): readonly [string, string] => [
  sortableNumber(member),
  sequence.padStart(SEQUENCE_DIGITS, '0'),
];

export const eventKey = (ref: EventRef): Key => ({
  pk: deliveryPartition(ref),
  sk: join('EVENT', ...place(ref)),
});

/** Before every event of the member. */
export const memberEventsPrefix = (member: number): string => `${join('EVENT', sortableNumber(member))}#`;

/** An event that waits for its delivery; entries sort last in their partition. */
export const queueEntryKey = (ref: EventRef): Key => ({
  pk: deliveryPartition(ref),
  sk: join('QUEUED', ...place(ref)),
});
export const QUEUE_START = 'QUEUED#';
/** After every entry of the member. */
export const endOfMember = (member: number): string => `${join('QUEUED', sortableNumber(member))}#~`;

/** What concerns a subscription as a whole. */
export const subscriptionPartition = (club: string, subscription: number): string =>
  join('CLUB', club, 'WEBHOOK', subscription);

/** Failures of a subscription's receiver in a row. */
export const receiverHealthKey = (club: string, subscription: number): Key => ({
  pk: subscriptionPartition(club, subscription),
  sk: 'HEALTH',
});
/** One POST, in order of time. @param at ISO 8601 @param attempt unique */
export const deliveryLogKey = (club: string, subscription: number, at: string, attempt: string): Key => ({
  pk: subscriptionPartition(club, subscription),
  sk: join('DELIVERY', at, attempt),
});
export const DELIVERY_LOG_PREFIX = 'DELIVERY#';
/** Before every POST of this moment. @param at ISO 8601 */
export const deliveryLogStart = (at: string): string => join('DELIVERY', at);

/** Partitions that spread deliveries that are due over the index `due`. */
const DUE_SHARDS = 8;
export const deliveryDueShard = ({ subscription, partition }: DeliveryPartitionRef): string =>
  join('DUE-WEBHOOKS', (subscription + partition) % DUE_SHARDS);
export const deliveryDueShards = (): string[] =>
  Array.from({ length: DUE_SHARDS }, (_, shard) => join('DUE-WEBHOOKS', shard));

/** The delivery partition that a key belongs to; nothing for another key. */
export const deliveryPartitionFrom = (pk: string): DeliveryPartitionRef | undefined => {
  const [, club, subscription, partition] = /^CLUB#([^#]+)#WEBHOOK#(\d+)#PARTITION#(\d+)$/.exec(pk) ?? [];
  return club === undefined
    ? undefined
    : { club, subscription: Number(subscription), partition: Number(partition) };
};
