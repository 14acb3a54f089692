import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type {
  PreparationCursor,
  TransmissionCursor,
  TransmissionPosition,
} from '#shared/domain/messaging/cursors.ts';
import type { Db } from '../table/db.ts';
import {
  PREPARATION_CURSORS_PREFIX,
  preparationCursorKey,
  sendingKey,
  TRANSMISSION_CURSORS_PREFIX,
  transmissionCursorKey,
} from '../table/messaging-keys.ts';
import type { Item } from '../table/read.ts';
import { writeConditionally } from '../table/send.ts';
import type { ItemReader } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import {
  PREPARATION_CURSOR,
  preparationCursorFromItem,
  TRANSMISSION_CURSOR,
  transmissionCursorFromItem,
} from './sending-cursor-items.ts';

/** The cursor is open and no other writer has made a step since it was seen. */
const openUnchangedCondition = ({ version }: { readonly version: number }) => ({
  ConditionExpression: '#version = :seen AND #state = :open',
  ExpressionAttributeNames: { '#version': 'version', '#state': 'state' },
  ExpressionAttributeValues: { ':seen': version, ':open': 'open' },
});

/** Failed check: `stale`. */
const createWrite = (db: Db, item: Item): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
  checkName: 'stale',
});

const replaceOpen = (db: Db, item: Item, seen: { readonly version: number }): Promise<boolean> =>
  writeConditionally(
    db,
    new PutCommand({ TableName: db.table, Item: item, ...openUnchangedCondition(seen) }),
  );

interface SendingRef {
  readonly club: string;
  readonly sending: number;
}

const preparationCursorItem = ({ club, sending }: SendingRef, cursor: PreparationCursor, now: string) =>
  PREPARATION_CURSOR.item(preparationCursorKey(club, sending, cursor.partition), cursor, now);

/** A new cursor. */
export const preparationCursorWrite = (
  db: Db,
  ref: SendingRef,
  cursor: PreparationCursor,
  now: string,
): TransactWrite => createWrite(db, preparationCursorItem(ref, cursor, now));

/** @returns false when another writer has changed the cursor since it was read, or it is not open any more */
export const storePreparationCursor = (
  db: Db,
  ref: SendingRef,
  cursor: PreparationCursor,
  now: string,
  seen: PreparationCursor,
): Promise<boolean> => replaceOpen(db, preparationCursorItem(ref, cursor, now), seen);

const transmissionCursorItem = ({ club, sending }: SendingRef, cursor: TransmissionCursor, now: string) =>
  TRANSMISSION_CURSOR.item(transmissionCursorKey(club, sending, cursor.partition), cursor, now);

/** A new cursor. */
export const transmissionCursorWrite = (
  db: Db,
  ref: SendingRef,
  cursor: TransmissionCursor,
  now: string,
): TransactWrite => createWrite(db, transmissionCursorItem(ref, cursor, now));

/** @returns false when another writer has changed the cursor since it was read, or it is not open any more */
export const storeTransmissionCursor = (
  db: Db,
  ref: SendingRef,
  cursor: TransmissionCursor,
  now: string,
  seen: TransmissionCursor,
): Promise<boolean> => replaceOpen(db, transmissionCursorItem(ref, cursor, now), seen);

/** How a cursor goes on once nothing is in flight. */
const positionSet = ({ state, after, pass, deferred, sms_parts }: TransmissionPosition) => ({
  UpdateExpression:
    'SET in_flight = :none, #state = :state, #after = :after, #pass = :pass, #left = :left, sms_parts = :parts ADD #version :one',
  ConditionExpression: 'in_flight.attempt = :attempt AND #state = :open',
  ExpressionAttributeNames: {
    '#version': 'version',
    '#state': 'state',
    '#after': 'after',
    '#pass': 'pass',
    '#left': 'left',
  },
  ExpressionAttributeValues: {
    ':open': 'open',
    ':state': state,
    ':after': after,
    ':pass': pass,
    ':left': deferred,
    ':parts': sms_parts,
  },
});

/** Only `in_flight` is cleared. */
const sentParts = (parts: number) => ({
  UpdateExpression: 'SET in_flight = :none ADD #version :one, sms_parts :parts',
  ConditionExpression: 'in_flight.attempt = :attempt',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':parts': parts },
});

/**
 * Clears what an attempt had in flight.
 * @param next where the transmission continues, if the cursor is open; or the parts of SMS that the attempt may have
 *   sent, whether it is open or not
 * @returns false when the outcomes of the attempt were recorded before
 */
export const clearInFlight = (
  db: Db,
  { club, sending }: SendingRef,
  partition: number,
  attempt: string,
  next: TransmissionPosition | number,
): Promise<boolean> => {
  const update = typeof next === 'number' ? sentParts(next) : positionSet(next);
  return writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: transmissionCursorKey(club, sending, partition),
      ...update,
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':none': null,
        ':one': 1,
        ':attempt': attempt,
      },
    }),
  );
};

export const findPreparationCursor = async (
  db: Db,
  { club, sending }: SendingRef,
  partition: number,
): Promise<PreparationCursor | undefined> => {
  const item = await PREPARATION_CURSOR.find(db, preparationCursorKey(club, sending, partition));
  return item && preparationCursorFromItem(item);
};

export const findTransmissionCursor = async (
  db: Db,
  { club, sending }: SendingRef,
  partition: number,
): Promise<TransmissionCursor | undefined> => {
  const item = await TRANSMISSION_CURSOR.find(db, transmissionCursorKey(club, sending, partition));
  return item && transmissionCursorFromItem(item);
};

const readAll = async <S, T>(
  db: Db,
  { club, sending }: SendingRef,
  prefix: string,
  reader: ItemReader<S>,
  from: (item: S) => T,
): Promise<readonly T[]> => {
  const found: T[] = [];
  for await (const item of reader.partition(db, sendingKey(club, sending).pk, prefix)) found.push(from(item));
  return found;
};

export const readPreparationCursors = (db: Db, ref: SendingRef): Promise<readonly PreparationCursor[]> =>
  readAll(db, ref, PREPARATION_CURSORS_PREFIX, PREPARATION_CURSOR, preparationCursorFromItem);

export const readTransmissionCursors = (db: Db, ref: SendingRef): Promise<readonly TransmissionCursor[]> =>
  readAll(db, ref, TRANSMISSION_CURSORS_PREFIX, TRANSMISSION_CURSOR, transmissionCursorFromItem);
