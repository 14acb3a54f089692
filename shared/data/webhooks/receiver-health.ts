import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../table/db.ts';
import { ITEM_KINDS } from '../table/item-kinds.ts';
import { send, writeConditionally } from '../table/send.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import { receiverHealthKey } from '../table/webhook-keys.ts';

/** Failures of a receiver; without the item it is well. */
export interface ReceiverHealth {
  /** POSTs that failed in a row, of all partitions. */
  readonly failures: number;
  /** The breaker is open: until then no POST goes out, ISO 8601; nothing = it is closed. */
  readonly probe_at: string | null;
}

const RECEIVER_HEALTH = itemType(
  'webhook-health',
  (club: string, subscription: number, { failures, probe_at }: ReceiverHealth) => ({
    ...receiverHealthKey(club, subscription),
    failures,
    probe_at: probe_at as string | null | undefined,
  }),
);

export const HEALTHY: ReceiverHealth = { failures: 0, probe_at: null };

const fromItem = (item: Stored<typeof RECEIVER_HEALTH> | undefined): ReceiverHealth =>
  item ? { failures: item.failures, probe_at: item.probe_at ?? null } : HEALTHY;

export const findReceiverHealth = async (
  db: Db,
  club: string,
  subscription: number,
): Promise<ReceiverHealth> => fromItem(await RECEIVER_HEALTH.find(db, receiverHealthKey(club, subscription)));

/** Counts one more failure. */
export const countReceiverFailure = async (
  db: Db,
  club: string,
  subscription: number,
): Promise<ReceiverHealth> => {
  const { Attributes = {} } = await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: receiverHealthKey(club, subscription),
      UpdateExpression: 'SET kind = :kind, v = :v ADD failures :one',
      ExpressionAttributeValues: {
        ':kind': RECEIVER_HEALTH.kind,
        ':v': ITEM_KINDS[RECEIVER_HEALTH.kind].writes,
        ':one': 1,
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return fromItem(RECEIVER_HEALTH.from(Attributes));
};

/**
 * Opens the breaker, or sets its next probe.
 * @param seen the probe that was due; nothing = the breaker was closed
 * @returns false when another worker was first, or the receiver is well again
 */
export const setProbe = (
  db: Db,
  club: string,
  subscription: number,
  seen: string | null,
  probe_at: string,
): Promise<boolean> =>
  writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: receiverHealthKey(club, subscription),
      UpdateExpression: 'SET probe_at = :probe',
      ConditionExpression:
        seen === null ? 'attribute_exists(pk) AND attribute_not_exists(probe_at)' : 'probe_at = :seen',
      ExpressionAttributeValues: { ':probe': probe_at, ...(seen !== null && { ':seen': seen }) },
    }),
  );

/** The receiver took a POST. */
export const forgetFailures = async (db: Db, club: string, subscription: number): Promise<void> => {
  await send(db, new DeleteCommand({ TableName: db.table, Key: receiverHealthKey(club, subscription) }));
};
