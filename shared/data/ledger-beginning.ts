import type { BulkRequest } from './bulk-request-item.ts';
import type { Db } from './db.ts';
import { type GroupRef, importNumberKey, type LedgerRef, ledgerKey } from './keys.ts';
import type { Item } from './read.ts';
import { JOB_TTL_SECONDS, ttlFrom } from './retention.ts';
import type { TransactStep } from './transact.ts';

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

/** Begins a ledger, or adds a request's chunks to a job's. @param arrivals requests that it adds to the job's count */
export const ledgerStep = (db: Db, ref: LedgerRef, request: BulkRequest, arrivals: number): TransactStep => {
  const first = beginning(ref, request);
  const names = Object.keys(first);
  const sets = names.map((name) => `#${name} = :${name}`).join(', ');
  return {
    write: {
      Update: {
        TableName: db.table,
        Key: ledgerKey(ref),
        UpdateExpression: `SET ${sets}, created_at = if_not_exists(created_at, :at) ADD chunks :chunks, arrivals :arrivals`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(names.map((name) => [`:${name}`, first[name]])),
          ':at': request.acceptedAt,
          ':chunks': request.chunks,
          ':arrivals': arrivals,
        },
      },
    },
  };
};

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
