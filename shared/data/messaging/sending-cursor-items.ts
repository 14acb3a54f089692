import type { PreparationCursor, TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { Key } from '../table/keys.ts';
import { ttlFrom } from '../table/retention.ts';
import { addedLater, itemType, type Stored } from '../table/stored-items.ts';

/** Long after the execution, which ends within the hour; longer than its dead letters are kept. */
const TTL_SECONDS = 30 * 24 * 60 * 60;

/** Attributes keep the names of the first release: `slice`, `lane`, `lanes`. Closing a cursor removes `position`. */
export const PREPARATION_CURSOR = itemType(
  'sending-fill',
  (key: Key, cursor: PreparationCursor, now: string) => ({
    ...key,
    version: cursor.version,
    state: cursor.state,
    slice: cursor.partition,
    position: addedLater(cursor.position),
    dispatches: cursor.dispatches,
    members: cursor.members,
    exclusions: addedLater(cursor.exclusions),
    lanes: cursor.partitions,
    ttl: ttlFrom(now, TTL_SECONDS),
  }),
);

export const preparationCursorFromItem = ({
  pk,
  sk,
  kind,
  v,
  ttl,
  slice,
  lanes,
  ...cursor
}: Stored<typeof PREPARATION_CURSOR>): PreparationCursor => ({
  ...cursor,
  partition: slice,
  position: cursor.position ?? { source: 0, after: '' },
  exclusions: cursor.exclusions ?? {},
  partitions: lanes,
});

export const TRANSMISSION_CURSOR = itemType(
  'sending-lane',
  (key: Key, cursor: TransmissionCursor, now: string) => ({
    ...key,
    version: cursor.version,
    state: cursor.state,
    lane: cursor.partition,
    after: cursor.after,
    pass: cursor.pass,
    left: cursor.left,
    sms_parts: addedLater(cursor.sms_parts),
    in_flight: cursor.in_flight,
    ttl: ttlFrom(now, TTL_SECONDS),
  }),
);

export const transmissionCursorFromItem = ({
  pk,
  sk,
  kind,
  v,
  ttl,
  lane,
  ...cursor
}: Stored<typeof TRANSMISSION_CURSOR>): TransmissionCursor => ({
  ...cursor,
  partition: lane,
  sms_parts: cursor.sms_parts ?? 0,
});
