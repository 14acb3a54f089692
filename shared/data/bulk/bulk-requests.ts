import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../table/db.ts';
import { JOB_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { transact } from '../table/transact.ts';
import { deadlineWrite } from './bulk-deadlines.ts';
import { type GroupRef, type JobRef, jobKey, requestKey } from './bulk-keys.ts';
import { type BulkRequest, REQUEST, requestFromItem } from './bulk-request-item.ts';
import { labelWrites, ledgerOf, ledgerWrites } from './initial-ledger.ts';

/** @param now requests past their retention do not count, even where the table still holds them */
export const findRequest = async (
  db: Db,
  ref: GroupRef,
  name: string,
  now: string,
): Promise<BulkRequest | undefined> => {
  const item = await REQUEST.find(db, requestKey(ref, name));
  return item && item.ttl > ttlFrom(now, 0) ? requestFromItem(item) : undefined;
};

/**
 * Counts a request that has no number of its own into the job. One whose answer was lost, or that dies before its
 * record, leaves a number out. @returns its place in the order of arrival, from 1
 */
export const nextRequestNumber = async (db: Db, ref: JobRef, now: string): Promise<number> => {
  const { Attributes } = await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: jobKey(ref),
      // The item goes with the job, also when its first request is never recorded.
      UpdateExpression: 'SET #ttl = if_not_exists(#ttl, :ttl) ADD arrivals :one',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': 1, ':ttl': ttlFrom(now, JOB_TTL_SECONDS) },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(Attributes?.['arrivals']);
};

export interface Recording {
  /** The record of the same name that this one follows. */
  readonly seen: BulkRequest | undefined;
  /** 1, or 0 when `nextRequestNumber` has counted the request already. */
  readonly arrivals: 0 | 1;
}

/**
 * Records a request with its deadline and counts its chunks into its ledger, in one transaction.
 * @returns false when the same request was recorded meanwhile
 */
export const recordRequest = async (
  db: Db,
  ref: GroupRef,
  request: BulkRequest,
  { seen, arrivals }: Recording,
): Promise<boolean> => {
  const ledger = ledgerOf(ref, request);
  const failedChecks = await transact(db, [
    {
      write: {
        Put: {
          TableName: db.table,
          Item: REQUEST.item(ref, request),
          // The request still has no record, the one that was read, or one past its retention.
          ConditionExpression: 'attribute_not_exists(pk) OR attempt = :seen OR #ttl <= :now',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':seen': seen?.attempt ?? 0, ':now': ttlFrom(request.acceptedAt, 0) },
        },
      },
      checkName: 'recorded_before',
    },
    ...ledgerWrites(db, ledger, request, arrivals),
    ...labelWrites(db, ledger, request),
    deadlineWrite(db, ledger, request),
  ]);
  return failedChecks.length === 0;
};

/** Notes how sending ended: all sent, or which chunks are missing. A record that was replaced meanwhile stays. */
export const recordSendResult = async (
  db: Db,
  ref: GroupRef,
  { name, firstId }: Pick<BulkRequest, 'name' | 'firstId'>,
  unsent: readonly number[],
): Promise<void> => {
  const note = new UpdateCommand({
    TableName: db.table,
    Key: requestKey(ref, name),
    UpdateExpression: 'SET #state = :state, unsent = :unsent',
    // It still is this very record: no other request has its block of ids.
    ConditionExpression: 'firstId = :firstId',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': unsent.length === 0 ? 'sent' : 'sending',
      ':unsent': unsent,
      ':firstId': firstId,
    },
  });
  try {
    await send(db, note);
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};
