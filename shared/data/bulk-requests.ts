import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from './db.ts';
import {
  type GroupRef,
  importNumberKey,
  type JobRef,
  type LedgerRef,
  ledgerKey,
  requestKey,
} from './keys.ts';
import { type Item, readItem } from './read.ts';
import { JOB_TTL_SECONDS, PERSONAL_DATA_TTL_SECONDS, ttlFrom } from './retention.ts';
import { atTheStore } from './store-errors.ts';
import { type TransactStep, transact } from './transact.ts';

/** One accepted request of a job or an import: enough to make the very same chunks again. */
export interface BulkRequest {
  /** Number and body hash; two requests of one name are the same request. */
  readonly name: string;
  /** Counts re-uses of the name by requests without a number of their own. */
  readonly attempt: number;
  /** The caller's label; a job numbers what has none, an import does not. */
  readonly number: number | null;
  /** The import's bulk that this request is. */
  readonly bulk?: number;
  /** What an import's bulk was asked to do. */
  readonly operation?: string;
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

const toItem = (ref: GroupRef, request: BulkRequest): Item => ({
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
  number: item['number'] === null ? null : Number(item['number']),
  ...(item['bulk'] !== undefined && { bulk: Number(item['bulk']) }),
  ...(item['operation'] !== undefined && { operation: String(item['operation']) }),
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
  ref: GroupRef,
  name: string,
  now: string,
): Promise<BulkRequest | undefined> => {
  const item = await readItem(db, requestKey(ref, name));
  return item && Number(item['ttl']) > ttlFrom(now, 0) ? fromItem(item) : undefined;
};

/** The next automatic request number of a job: 1, 2, 3 … in order of arrival. */
export const nextRequestNumber = async (db: Db, ref: JobRef): Promise<number> => {
  const { Attributes } = await atTheStore(
    db.doc.send(
      new UpdateCommand({
        TableName: db.table,
        Key: ledgerKey(ref),
        UpdateExpression: 'ADD automatic_requests :one',
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }),
    ),
  );
  return Number(Attributes?.['automatic_requests']);
};

/** The ledger that counts the rows of a request. */
export const ledgerOf = (ref: GroupRef, { bulk }: Pick<BulkRequest, 'bulk'>): LedgerRef => {
  if (ref.face === 'bulk') return ref;
  if (bulk === undefined) throw new TypeError('A request of an import has no bulk');
  return { ...ref, bulk };
};

/** What a ledger holds from its beginning. The numbers of an import stay, those of a job go (contract §4.5, §3.2). */
const beginning = (ref: LedgerRef, request: BulkRequest): Item =>
  ref.face === 'bulk'
    ? { kind: 'bulk-job', v: 1, ttl: ttlFrom(request.acceptedAt, JOB_TTL_SECONDS) }
    : {
        kind: 'import-bulk',
        v: 1,
        bulk: ref.bulk,
        request_number: request.number,
        operation: request.operation,
        members: request.members,
      };

const ledgerStep = (db: Db, ref: LedgerRef, request: BulkRequest): TransactStep => {
  const first = beginning(ref, request);
  const names = Object.keys(first);
  const sets = names.map((name) => `#${name} = :${name}`).join(', ');
  return {
    write: {
      Update: {
        TableName: db.table,
        Key: ledgerKey(ref),
        UpdateExpression: `SET ${sets}, created_at = if_not_exists(created_at, :at) ADD chunks :chunks`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(names.map((name) => [`:${name}`, first[name]])),
          ':at': request.acceptedAt,
          ':chunks': request.chunks,
        },
      },
    },
  };
};

/** Makes a bulk of an import known under the caller's number. */
const labelSteps = (db: Db, ref: LedgerRef, { number }: BulkRequest): TransactStep[] =>
  ref.face === 'bulk' || number === null
    ? []
    : [
        {
          write: {
            Put: {
              TableName: db.table,
              Item: { ...importNumberKey(ref, number), kind: 'import-number', v: 1, bulk: ref.bulk },
            },
          },
        },
      ];

/**
 * Records a request and counts its chunks into its ledger, in one transaction.
 * @param seen the record of the same name that this one follows
 * @returns false when the same request was recorded meanwhile
 */
export const recordRequest = async (
  db: Db,
  ref: GroupRef,
  request: BulkRequest,
  seen: BulkRequest | undefined,
): Promise<boolean> => {
  const ledger = ledgerOf(ref, request);
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
    ledgerStep(db, ledger, request),
    ...labelSteps(db, ledger, request),
  ]);
  return refusals.length === 0;
};

/** Notes how sending ended: all sent, or which chunks are missing. */
export const noteSent = async (
  db: Db,
  ref: GroupRef,
  name: string,
  unsent: readonly number[],
): Promise<void> => {
  await atTheStore(
    db.doc.send(
      new UpdateCommand({
        TableName: db.table,
        Key: requestKey(ref, name),
        UpdateExpression: 'SET #state = :state, unsent = :unsent',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': unsent.length === 0 ? 'sent' : 'sending', ':unsent': unsent },
      }),
    ),
  );
};
