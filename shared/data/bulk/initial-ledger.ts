import type { Db } from '../table/db.ts';
import type { Item } from '../table/read.ts';
import { JOB_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import type { TransactWrite } from '../table/transact.ts';
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
  if (ref.source === 'bulk') return ref;
  if (bulk === undefined) throw new TypeError('A request of an import has no bulk');
  return { ...ref, bulk };
};

/** What the ledger of a request holds from its beginning. An import's stays, a job's goes (contract §4.5, §3.2). */
const beginning = (ref: RequestRef, { acceptedAt, number, operation, members }: BulkRequest): Item =>
  ref.ledger.source === 'bulk'
    ? {
        kind: 'bulk-ledger',
        v: 1,
        request: ref.request,
        ttl: ttlFrom(acceptedAt, JOB_TTL_SECONDS),
      }
    : { kind: 'import-bulk', v: 2, bulk: ref.ledger.bulk, request_number: number, operation, members };

const ledgerWrite = (db: Db, ref: RequestRef, request: BulkRequest): TransactWrite => ({
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
const jobWrite = (db: Db, ref: JobRef, { acceptedAt }: BulkRequest, arrivals: number): TransactWrite => ({
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
export const ledgerWrites = (
  db: Db,
  ledger: LedgerRef,
  request: BulkRequest,
  arrivals: number,
): TransactWrite[] => [
  ledgerWrite(db, { ledger, request: chunkOwner(request) }, request),
  ...(ledger.source === 'bulk' ? [jobWrite(db, ledger, request, arrivals)] : []),
];

/** Makes a bulk of an import known under the caller's number. */
export const labelWrites = (db: Db, ref: LedgerRef, { number }: BulkRequest): TransactWrite[] =>
  ref.source === 'bulk' || number === null
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
