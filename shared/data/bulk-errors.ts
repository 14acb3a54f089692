import { gunzipSync, gzipSync } from 'node:zlib';
import type { RowErrors } from '../domain/bulk-job.ts';
import type { Db } from './db.ts';
import { type ChunkRef, errorsKey, errorsPrefix, groupPartition, type LedgerRef } from './keys.ts';
import { readPartition } from './read.ts';
import { PERSONAL_DATA_TTL_SECONDS, ttlFrom } from './retention.ts';
import type { TransactStep } from './transact.ts';

/** What was wrong with rows of a chunk. */
export interface FoundErrors {
  readonly requestNumber: number | null;
  /** When the request came: its personal data is kept for a day from then. */
  readonly acceptedAt: string;
  readonly errors: readonly RowErrors[];
}

/** Stores the errors of a chunk beside its ledger. */
export const errorsStep = (
  db: Db,
  { ledger, request, chunk }: ChunkRef,
  result: FoundErrors,
): TransactStep => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...errorsKey(ledger, request, chunk),
        kind: 'bulk-errors',
        v: 1,
        request_number: result.requestNumber,
        rows: gzipSync(JSON.stringify(result.errors)),
        ttl: ttlFrom(result.acceptedAt, PERSONAL_DATA_TTL_SECONDS),
      },
    },
  },
});

export interface ReportedErrors extends RowErrors {
  readonly request_number: number;
}

/** Errors of all chunks that are not yet past their retention; the table may still hold older ones. */
export async function* readErrors(db: Db, ref: LedgerRef, now: string): AsyncGenerator<ReportedErrors> {
  for await (const item of readPartition(db, groupPartition(ref), errorsPrefix(ref))) {
    if (Number(item['ttl']) <= ttlFrom(now, 0)) continue;
    const rows = JSON.parse(gunzipSync(item['rows'] as Uint8Array).toString()) as RowErrors[];
    for (const row of rows) yield { request_number: Number(item['request_number']), ...row };
  }
}
