import {
  FIRST_POSITION,
  type PreparationCursor,
  type TransmissionCursor,
} from '#shared/domain/messaging/cursors.ts';
import type { Key } from '../table/keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { ttlFrom } from '../table/retention.ts';
import { addedLater, itemType, type Stored } from '../table/stored-items.ts';

/** Long after the execution, which ends within the hour; longer than its dead letters are kept. */
const TTL_SECONDS = 30 * 24 * 60 * 60;

const WITH_PLAN = 2;

/**
 * Attributes keep the names of the first release. Closing a cursor removes `position`. A cursor with a plan has version
 * 2, so that a function of a release that knows of no plans does not go on without it.
 */
export const PREPARATION_CURSOR = itemType(
  'sending-fill',
  (key: Key, cursor: PreparationCursor, now: string) => ({
    ...key,
    version: cursor.version,
    state: cursor.state,
    slice: cursor.partition,
    position: addedLater({ source: cursor.position.indexNumber, after: cursor.position.after }),
    dispatches: cursor.dispatches,
    members: cursor.members,
    exclusions: addedLater(cursor.exclusions),
    lanes: cursor.transmissionPartitions,
    ttl: ttlFrom(now, TTL_SECONDS),
    ...(cursor.plan && { v: WITH_PLAN, planned: pack(cursor.plan) }),
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
  position,
  planned,
  ...cursor
}: Stored<typeof PREPARATION_CURSOR>): PreparationCursor => ({
  ...cursor,
  partition: slice,
  position: position ? { indexNumber: position.source, after: position.after } : FIRST_POSITION,
  exclusions: cursor.exclusions ?? {},
  transmissionPartitions: lanes,
  plan: planned ? unpack(planned) : null,
});

const toStoredInFlight = (inFlight: TransmissionCursor['in_flight']) =>
  inFlight && { attempt: inFlight.attempt, at: inFlight.at, recipients: inFlight.recipientKeys };

export const TRANSMISSION_CURSOR = itemType(
  'sending-lane',
  (key: Key, cursor: TransmissionCursor, now: string) => ({
    ...key,
    version: cursor.version,
    state: cursor.state,
    lane: cursor.partition,
    after: cursor.after,
    pass: cursor.pass,
    left: cursor.deferred,
    sms_parts: addedLater(cursor.sms_parts),
    in_flight: toStoredInFlight(cursor.in_flight),
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
  left,
  in_flight,
  ...cursor
}: Stored<typeof TRANSMISSION_CURSOR>): TransmissionCursor => ({
  ...cursor,
  partition: lane,
  deferred: left,
  in_flight: in_flight && {
    attempt: in_flight.attempt,
    at: in_flight.at,
    recipientKeys: in_flight.recipients,
  },
  sms_parts: cursor.sms_parts ?? 0,
});
