import { gunzipSync, gzipSync } from 'node:zlib';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RowErrors } from '../domain/bulk-job.ts';
import { type ChunkRef, errorsKey, errorsPrefix, groupPartition, type LedgerRef } from './bulk-keys.ts';
import type { Db } from './db.ts';
import { type Item, readPartition } from './read.ts';
import { PERSONAL_DATA_TTL_SECONDS, ttlFrom } from './retention.ts';
import { send } from './send.ts';

/** What was wrong with rows of a chunk. */
export interface FoundErrors {
  readonly requestNumber: number | null;
  /** When the request came: its personal data is kept for a day from then. */
  readonly acceptedAt: string;
  readonly errors: readonly RowErrors[];
}

/** Stores the errors of a chunk; a repetition puts the same in their place. */
export const storeErrors = async (
  db: Db,
  { ledger, request, chunk }: ChunkRef,
  { requestNumber, acceptedAt, errors }: FoundErrors,
): Promise<void> => {
  await send(
    db,
    new PutCommand({
      TableName: db.table,
      Item: {
        ...errorsKey(ledger, request, chunk),
        kind: 'bulk-errors',
        v: 2,
        request,
        chunk,
        request_number: requestNumber,
        rows: gzipSync(JSON.stringify(errors)),
        ttl: ttlFrom(acceptedAt, PERSONAL_DATA_TTL_SECONDS),
      },
    }),
  );
};

export interface ReportedErrors extends RowErrors {
  readonly request_number: number;
}

/** Chunks of a job or an import that have ended with errors. What is stored of others is of deliveries that failed. */
export type ChunksWithErrors = ReadonlySet<string>;

const nameOf = (request: unknown, chunk: unknown): string => `${request}/${chunk}`;

/** @param ledgers items of ledgers, read before the errors */
export const chunksWithErrors = (ledgers: readonly Item[]): ChunksWithErrors =>
  new Set(
    ledgers.flatMap(({ bulk, request = bulk, with_errors }) =>
      with_errors instanceof Set ? [...with_errors].map((chunk) => nameOf(request, chunk)) : [],
    ),
  );

/**
 * Errors of the chunks that have ended and are not yet past their retention; the table may still hold older ones.
 * The first stage stored them with the end itself.
 */
export async function* readErrors(
  db: Db,
  ref: LedgerRef,
  now: string,
  withErrors: ChunksWithErrors,
): AsyncGenerator<ReportedErrors> {
  for await (const item of readPartition(db, groupPartition(ref), errorsPrefix(ref))) {
    if (Number(item['ttl']) <= ttlFrom(now, 0)) continue;
    if (item['v'] !== 1 && !withErrors.has(nameOf(item['request'], item['chunk']))) continue;
    const rows = JSON.parse(gunzipSync(item['rows'] as Uint8Array).toString()) as RowErrors[];
    for (const row of rows) yield { request_number: Number(item['request_number']), ...row };
  }
}
