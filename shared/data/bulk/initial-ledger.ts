import type { Db } from '../table/db.ts';
import type { Item } from '../table/read.ts';
import { JOB_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import type { TransactStep } from '../table/transact.ts';
import {
  type GroupRef,
  importNumberKey,
  type JobRef,
  jobKey,
  type LedgerRef,
  ledgerKey,
  type RequestRef,
} from './bulk-keys.ts';
import { type BulkRequest, chunkOwner } from './bulk-request-item.ts';

/** The ledger that counts the rows of a request. */
export const ledgerOf = (ref: GroupRef, { bulk }: Pick<BulkRequest, 'bulk'>): LedgerRef => {
  if (ref.face === 'bulk') return ref;
  if (bulk === undefined) throw new TypeError('A request of an import has no bulk');
  return { ...ref, bulk };
};

/** What the ledger of a request holds from its beginning. An import's stays, a job's goes (contract §4.5, §3.2). */
const beginning = (ref: RequestRef, { acceptedAt, number, operation, members }: BulkRequest): Item =>
  ref.ledger.face === 'bulk'
    ? {
        kind: 'bulk-ledger',
        v: 1,
        request: ref.request,
        ttl: ttlFrom(acceptedAt, JOB_TTL_SECONDS),
      }
    : { kind: 'import-bulk', v: 2, bulk: ref.ledger.bulk, request_number: number, operation, members };

const ledgerStep = (db: Db, ref: RequestRef, request: BulkRequest): TransactStep => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...ledgerKey(ref),
        ...beginning(ref, request),
        chunks: request.chunks,
        created_at: request.acceptedAt,
      },
    },
  },
});

/** Counts a request into its job, which lives as long as the newest. */
const jobStep = (db: Db, ref: JobRef, { acceptedAt }: BulkRequest, arrivals: number): TransactStep => ({
  write: {
    Update: {
      TableName: db.table,
      Key: jobKey(ref),
      UpdateExpression:
        'SET kind = :kind, v = :v, #ttl = :ttl, created_at = if_not_exists(created_at, :at) ADD arrivals :arrivals',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':kind': 'bulk-job',
        ':v': 2,
        ':ttl': ttlFrom(acceptedAt, JOB_TTL_SECONDS),
        ':at': acceptedAt,
        ':arrivals': arrivals,
      },
    },
  },
});

/** Begins the ledger of a request. @param arrivals requests that it adds to its job's count */
export const ledgerSteps = (
  db: Db,
  ledger: LedgerRef,
  request: BulkRequest,
  arrivals: number,
): TransactStep[] => [
  ledgerStep(db, { ledger, request: chunkOwner(request) }, request),
  ...(ledger.face === 'bulk' ? [jobStep(db, ledger, request, arrivals)] : []),
];

/** Makes a bulk of an import known under the caller's number. */
export const labelSteps = (db: Db, ref: LedgerRef, { number }: BulkRequest): TransactStep[] =>
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
