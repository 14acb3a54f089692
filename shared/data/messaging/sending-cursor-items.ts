import type { PreparationCursor, TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { Exclusions } from '#shared/domain/messaging/deliverability.ts';
import type { Key } from '../table/keys.ts';
import type { Item } from '../table/read.ts';
import { ttlFrom } from '../table/retention.ts';

/** Long after the execution, which ends within the hour; longer than its dead letters are kept. */
const TTL_SECONDS = 30 * 24 * 60 * 60;

/** Attributes keep the names of the first release: `slice`, `lane`, `lanes`. */
export const preparationCursorItem = (
  key: Key,
  { partition, version, state, ...cursor }: PreparationCursor,
  now: string,
): Item => ({
  ...key,
  kind: 'sending-fill',
  v: 1,
  version,
  state,
  slice: partition,
  position: cursor.position,
  dispatches: cursor.dispatches,
  members: cursor.members,
  exclusions: cursor.exclusions,
  lanes: cursor.partitions,
  ttl: ttlFrom(now, TTL_SECONDS),
});

export const preparationCursorFromItem = (item: Item): PreparationCursor => ({
  partition: Number(item['slice']),
  version: Number(item['version']),
  state: item['state'] as PreparationCursor['state'],
  position: (item['position'] as PreparationCursor['position'] | undefined) ?? { source: 0, after: '' },
  dispatches: Number(item['dispatches']),
  members: Number(item['members']),
  exclusions: (item['exclusions'] as Exclusions | undefined) ?? {},
  partitions: item['lanes'] as number[],
});

export const transmissionCursorItem = (
  key: Key,
  { partition, version, state, ...cursor }: TransmissionCursor,
  now: string,
): Item => ({
  ...key,
  kind: 'sending-lane',
  v: 1,
  version,
  state,
  lane: partition,
  after: cursor.after,
  pass: cursor.pass,
  left: cursor.left,
  sms_parts: cursor.sms_parts,
  in_flight: cursor.in_flight,
  ttl: ttlFrom(now, TTL_SECONDS),
});

export const transmissionCursorFromItem = (item: Item): TransmissionCursor => ({
  partition: Number(item['lane']),
  version: Number(item['version']),
  state: item['state'] as TransmissionCursor['state'],
  after: String(item['after']),
  pass: Number(item['pass']),
  left: Number(item['left']),
  sms_parts: Number(item['sms_parts'] ?? 0),
  in_flight: item['in_flight'] as TransmissionCursor['in_flight'],
});
