import type { Db } from '../table/db.ts';
import { ITEM_KINDS } from '../table/item-kinds.ts';
import { JOB_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { itemType } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import {
  type GroupRef,
  type ImportBulkRef,
  importNumberKey,
  type JobRef,
  jobKey,
  type LedgerRef,
  ledgerKey,
  type RequestRef,
} from './bulk-keys.ts';
import { type BulkRequest, chunkOwner } from './bulk-request-item.ts';
import { BULK_JOB, BULK_LEDGER, IMPORT_BULK } from './ledger-items.ts';

/** The ledger that counts the rows of a request. */
export const ledgerOf = (ref: GroupRef, { bulk }: Pick<BulkRequest, 'bulk'>): LedgerRef => {
  if (ref.source === 'bulk') return ref;
  if (bulk === undefined) throw new TypeError('A request of an import has no bulk');
  return { ...ref, bulk };
};

/** What the ledger of a request has from its beginning. */
const beginning = (ref: RequestRef, { acceptedAt, number, operation, members }: BulkRequest) =>
  ref.ledger.source === 'bulk'
    ? { ...BULK_LEDGER.item(ref.request, acceptedAt), created_at: acceptedAt, members }
    : IMPORT_BULK.item({
        bulk: ref.ledger.bulk,
        request_number: number,
        operation,
        members,
        created_at: acceptedAt,
      });

const ledgerWrite = (db: Db, ref: RequestRef, request: BulkRequest): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...ledgerKey(ref),
        ...beginning(ref, request),
        chunks: request.chunks,
        ...(request.requestId !== undefined && { request_id: request.requestId }),
        ...(request.dryRun && { dry_run: true }),
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
        ':kind': BULK_JOB.kind,
        ':v': ITEM_KINDS[BULK_JOB.kind].writes,
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

export const IMPORT_NUMBER = itemType('import-number', (ref: ImportBulkRef, number: number) => ({
  ...importNumberKey(ref, number),
  bulk: ref.bulk,
}));

/** Lets the caller's number find a bulk of an import. */
export const labelWrites = (db: Db, ref: LedgerRef, { number }: BulkRequest): TransactWrite[] =>
  ref.source === 'bulk' || number === null
    ? []
    : [{ write: { Put: { TableName: db.table, Item: IMPORT_NUMBER.item(ref, number) } } }];
