import type { FillCursor, LaneCursor, LanePlace } from '#shared/domain/messaging/cursors.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import type { Db } from '../table/db.ts';
import type { Key } from '../table/keys.ts';
import { FILLS_PREFIX, fillKey, LANES_PREFIX, laneKey, sendingKey } from '../table/messaging-keys.ts';
import { type Item, readItem, readPartition } from '../table/read.ts';
import { ttlFrom } from '../table/retention.ts';
import type { TransactStep } from '../table/transact.ts';

/** Long after the execution, which ends within the hour; longer than its dead letters are kept. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

const fillItem = (key: Key, { slice, version, state, ...cursor }: FillCursor, now: string): Item => ({
  ...key,
  kind: 'sending-fill',
  v: 1,
  version,
  state,
  slice,
  position: cursor.position,
  dispatches: cursor.dispatches,
  members: cursor.members,
  lanes: cursor.lanes,
  ttl: ttlFrom(now, KEPT_SECONDS),
});

const fillFromItem = (item: Item): FillCursor => ({
  slice: Number(item['slice']),
  version: Number(item['version']),
  state: item['state'] as FillCursor['state'],
  position: (item['position'] as FillCursor['position'] | undefined) ?? { source: 0, after: '' },
  dispatches: Number(item['dispatches']),
  members: Number(item['members']),
  lanes: item['lanes'] as number[],
});

const laneItem = (key: Key, { lane, version, state, ...cursor }: LaneCursor, now: string): Item => ({
  ...key,
  kind: 'sending-lane',
  v: 1,
  version,
  state,
  lane,
  after: cursor.after,
  pass: cursor.pass,
  left: cursor.left,
  in_flight: cursor.in_flight,
  ttl: ttlFrom(now, KEPT_SECONDS),
});

const laneFromItem = (item: Item): LaneCursor => ({
  lane: Number(item['lane']),
  version: Number(item['version']),
  state: item['state'] as LaneCursor['state'],
  after: String(item['after']),
  pass: Number(item['pass']),
  left: Number(item['left']),
  in_flight: item['in_flight'] as LaneCursor['in_flight'],
});

/** The cursor is open and nobody else has made a step since it was seen. */
const openAsSeen = ({ version }: { readonly version: number }) => ({
  ConditionExpression: '#version = :seen AND #state = :open',
  ExpressionAttributeNames: { '#version': 'version', '#state': 'state' },
  ExpressionAttributeValues: { ':seen': version, ':open': 'open' },
});

/** @param seen as it was read; nothing for a new cursor. Refused as `stale` */
const putStep = (db: Db, item: Item, seen: { readonly version: number } | undefined): TransactStep => ({
  write: {
    Put: {
      TableName: db.table,
      Item: item,
      ...(seen ? openAsSeen(seen) : { ConditionExpression: 'attribute_not_exists(pk)' }),
    },
  },
  refusal: 'stale',
});

interface SendingRef {
  readonly club: string;
  readonly sending: number;
}

export const fillStep = (
  db: Db,
  { club, sending }: SendingRef,
  fill: FillCursor,
  now: string,
  seen?: FillCursor,
): TransactStep => putStep(db, fillItem(fillKey(club, sending, fill.slice), fill, now), seen);

export const laneStep = (
  db: Db,
  { club, sending }: SendingRef,
  lane: LaneCursor,
  now: string,
  seen?: LaneCursor,
): TransactStep => putStep(db, laneItem(laneKey(club, sending, lane.lane), lane, now), seen);

/**
 * Empties a lane of what a try had in flight; refused as `stale` when that was settled before.
 * @param goes how the lane goes on, if it is still open; without it only what was in flight is over
 */
export const landStep = (
  db: Db,
  { club, sending }: SendingRef,
  lane: number,
  attempt: string,
  goes?: LanePlace,
): TransactStep => ({
  write: {
    Update: {
      TableName: db.table,
      Key: laneKey(club, sending, lane),
      UpdateExpression: `SET in_flight = :none${goes ? ', #state = :state, #after = :after, #pass = :pass, #left = :left' : ''} ADD #version :one`,
      ConditionExpression: `in_flight.attempt = :attempt${goes ? ' AND #state = :open' : ''}`,
      ExpressionAttributeNames: {
        '#version': 'version',
        ...(goes && { '#state': 'state', '#after': 'after', '#pass': 'pass', '#left': 'left' }),
      },
      ExpressionAttributeValues: {
        ':none': null,
        ':one': 1,
        ':attempt': attempt,
        ...(goes && {
          ':open': 'open',
          ':state': goes.state,
          ':after': goes.after,
          ':pass': goes.pass,
          ':left': goes.left,
        }),
      },
    },
  },
  refusal: 'stale',
});

export const findFill = async (
  db: Db,
  { club, sending }: SendingRef,
  slice: number,
): Promise<FillCursor | undefined> => {
  const item = await readItem(db, fillKey(club, sending, slice));
  return item && fillFromItem(item);
};

export const findLane = async (
  db: Db,
  { club, sending }: SendingRef,
  lane: number,
): Promise<LaneCursor | undefined> => {
  const item = await readItem(db, laneKey(club, sending, lane));
  return item && laneFromItem(item);
};

const readAll = async <T>(
  db: Db,
  { club, sending }: SendingRef,
  prefix: string,
  from: (item: Item) => T,
): Promise<readonly T[]> => {
  const found: T[] = [];
  for await (const item of readPartition(db, sendingKey(club, sending).pk, prefix)) found.push(from(item));
  return found;
};

export const readFills = (db: Db, ref: SendingRef): Promise<readonly FillCursor[]> =>
  readAll(db, ref, FILLS_PREFIX, fillFromItem);

export const readLanes = (db: Db, ref: SendingRef): Promise<readonly LaneCursor[]> =>
  readAll(db, ref, LANES_PREFIX, laneFromItem);

/** In-flight dispatches stay named: who claimed them may still settle them. A position may hold an address. */
const closeStep = (db: Db, key: Key): TransactStep => ({
  write: {
    Update: {
      TableName: db.table,
      Key: key,
      UpdateExpression: 'SET #state = :closed ADD #version :one REMOVE #position',
      ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#position': 'position' },
      ExpressionAttributeValues: { ':closed': 'closed', ':one': 1 },
    },
  },
});

/** Keys of the cursors that a sending has in each status; they exist exactly then. */
const CURSORS: Readonly<
  Partial<Record<SendingState['status'], (club: string, sending: SendingState) => readonly Key[]>>
> = {
  preparing: (club, { id, slices }) => slices.map((slice) => fillKey(club, id, slice)),
  transmitting: (club, { id, lanes }) => lanes.map((lane) => laneKey(club, id, lane)),
};

/** Closes the cursors of a sending as it was: after this commits, none of its steps can (fault F61). */
export const closingSteps = (db: Db, club: string, before: SendingState): readonly TransactStep[] =>
  (CURSORS[before.status]?.(club, before) ?? []).map((key) => closeStep(db, key));
