import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { JOB_TTL_SECONDS, PERSONAL_DATA_TTL_SECONDS, ttlFrom } from './bulk-jobs.ts';
import type { Db } from './db.ts';
import { type JobRef, jobKey, requestKey } from './keys.ts';
import { type Item, readItem } from './read.ts';
import { atTheStore, isConditionFailure } from './store-errors.ts';
import { transact } from './transact.ts';

/** One accepted request of a job: enough to make the very same chunks again. */
export interface BulkRequest {
  /** Number and body hash; two requests of one name are the same request. */
  readonly name: string;
  /** Counts re-uses of the name by requests without a number of their own. */
  readonly attempt: number;
  readonly number: number;
  readonly members: number;
  readonly chunks: number;
  /** Member id of row 0, so that row i always gets the same id. */
  readonly firstId: number;
  readonly schemaVersion: number;
  readonly acceptedAt: string;
  readonly state: 'sending' | 'sent';
  /** Chunks known not to have been sent; absent while `sending` = any may be missing. */
  readonly unsent?: readonly number[];
}

const toItem = (ref: JobRef, request: BulkRequest): Item => ({
  ...requestKey(ref, request.name),
  kind: 'bulk-request',
  v: 1,
  ...request,
  // The body's hash goes with the payload it came from.
  ttl: ttlFrom(request.acceptedAt, PERSONAL_DATA_TTL_SECONDS),
});

const fromItem = (item: Item): BulkRequest => ({
  name: String(item['name']),
  attempt: Number(item['attempt']),
  number: Number(item['number']),
  members: Number(item['members']),
  chunks: Number(item['chunks']),
  firstId: Number(item['firstId']),
  schemaVersion: Number(item['schemaVersion']),
  acceptedAt: String(item['acceptedAt']),
  state: item['state'] as BulkRequest['state'],
  ...(item['unsent'] !== undefined && { unsent: item['unsent'] as number[] }),
});

/** @param now requests past their retention are forgotten, even where the table still holds them */
export const findRequest = async (
  db: Db,
  ref: JobRef,
  name: string,
  now: string,
): Promise<BulkRequest | undefined> => {
  const item = await readItem(db, requestKey(ref, name));
  return item && Number(item['ttl']) > ttlFrom(now, 0) ? fromItem(item) : undefined;
};

/** Counts a request that has no number of its own into the job. @returns its place in the order of arrival, from 1 */
export const nextRequestNumber = async (db: Db, ref: JobRef, now: string): Promise<number> => {
  const { Attributes } = await atTheStore(
    db.doc.send(
      new UpdateCommand({
        TableName: db.table,
        Key: jobKey(ref),
        // The item goes with the job, also when its first request is never recorded.
        UpdateExpression: 'SET #ttl = if_not_exists(#ttl, :ttl) ADD arrivals :one',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':one': 1, ':ttl': ttlFrom(now, JOB_TTL_SECONDS) },
        ReturnValues: 'UPDATED_NEW',
      }),
    ),
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
 * Records a request and counts its chunks into the job, in one transaction.
 * @returns false when the same request was recorded meanwhile
 */
export const recordRequest = async (
  db: Db,
  ref: JobRef,
  request: BulkRequest,
  { seen, arrivals }: Recording,
): Promise<boolean> => {
  const refusals = await transact(db, [
    {
      write: {
        Put: {
          TableName: db.table,
          Item: toItem(ref, request),
          // Nobody recorded this request since we looked, or the record is past its retention.
          ConditionExpression: 'attribute_not_exists(pk) OR attempt = :seen OR #ttl <= :now',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':seen': seen?.attempt ?? 0, ':now': ttlFrom(request.acceptedAt, 0) },
        },
      },
      refusal: 'recorded_before',
    },
    {
      write: {
        Update: {
          TableName: db.table,
          Key: jobKey(ref),
          UpdateExpression:
            'SET kind = :kind, v = :v, created_at = if_not_exists(created_at, :at), #ttl = :ttl ADD chunks :chunks, arrivals :arrivals',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':kind': 'bulk-job',
            ':v': 1,
            ':at': request.acceptedAt,
            ':ttl': ttlFrom(request.acceptedAt, JOB_TTL_SECONDS),
            ':chunks': request.chunks,
            ':arrivals': arrivals,
          },
        },
      },
    },
  ]);
  return refusals.length === 0;
};

/** Notes how sending ended: all sent, or which chunks are missing. A record that was replaced meanwhile stays. */
export const noteSent = async (
  db: Db,
  ref: JobRef,
  { name, firstId }: Pick<BulkRequest, 'name' | 'firstId'>,
  unsent: readonly number[],
): Promise<void> => {
  const note = new UpdateCommand({
    TableName: db.table,
    Key: requestKey(ref, name),
    UpdateExpression: 'SET #state = :state, unsent = :unsent',
    // It still is this very record: its block of ids is nobody else's.
    ConditionExpression: 'firstId = :firstId',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': unsent.length === 0 ? 'sent' : 'sending',
      ':unsent': unsent,
      ':firstId': firstId,
    },
  });
  try {
    await atTheStore(db.doc.send(note));
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};
