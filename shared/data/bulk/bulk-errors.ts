import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RowErrors } from '#shared/domain/bulk/bulk-job.ts';
import type { Db } from '../table/db.ts';
import { pack, unpack } from '../table/packed.ts';
import { batchesOf } from '../table/read.ts';
import { PERSONAL_DATA_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { send } from '../table/send.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import {
  type ChunkRef,
  chunkOfErrors,
  errorsKey,
  errorsPrefix,
  groupPartition,
  type LedgerRef,
} from './bulk-keys.ts';
import type { Ledger } from './ledger-items.ts';

/** What was wrong with rows of a chunk. */
export interface FoundErrors {
  readonly requestNumber: number | null;
  /** When the request came: its personal data is kept for a day from then. */
  readonly acceptedAt: string;
  readonly errors: readonly RowErrors[];
}

const ERRORS = itemType(
  'bulk-errors',
  ({ ledger, request, chunk }: ChunkRef, { requestNumber, acceptedAt, errors }: FoundErrors) => ({
    ...errorsKey(ledger, request, chunk),
    request,
    chunk,
    request_number: requestNumber,
    rows: pack(errors),
    ttl: ttlFrom(acceptedAt, PERSONAL_DATA_TTL_SECONDS),
  }),
);

/** Stores the errors of a chunk; a repetition puts the same in their place. */
export const storeErrors = async (db: Db, ref: ChunkRef, errors: FoundErrors): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: ERRORS.item(ref, errors) }));
};

/** The position of a chunk among those of its job or its import's bulk. */
interface ChunkPlace {
  readonly requestNumber: number;
  /** Owner of the chunk: two requests may have one number. */
  readonly request: string;
  readonly chunk: number;
}

/** The position of a row with errors. */
export interface RowPlace extends ChunkPlace {
  /** Of the row in its request, from 0. */
  readonly position: number;
}

const compareText = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** The order in which errors are reported. */
export const comparePlaces = (a: ChunkPlace, b: ChunkPlace): number =>
  a.requestNumber - b.requestNumber || compareText(a.request, b.request) || a.chunk - b.chunk;

/** Which chunks of a job or an import have ended with errors; stored errors of others are of deliveries that failed. */
export interface ErrorIndex {
  readonly chunks: readonly ChunkPlace[];
  /** Chunks have ended in the first stage, which did not name them. */
  readonly unnamed: boolean;
}

const placeOf = ({ sk, request_number }: Stored<typeof ERRORS>): ChunkPlace => ({
  requestNumber: Number(request_number),
  ...chunkOfErrors(sk),
});

/** An import's bulk is one request, and owns its chunks. */
const endedOf = (ledger: Ledger): ChunkPlace[] => {
  if (ledger.kind === 'bulk-job') return [];
  const request = ledger.kind === 'import-bulk' ? String(ledger.bulk) : ledger.request;
  const requestNumber = Number(ledger.request_number);
  return [...(ledger.with_errors ?? [])].map((chunk) => ({ requestNumber, request, chunk }));
};

/** @param ledgers items of ledgers, read before the errors */
export const errorIndex = (ledgers: readonly Ledger[]): ErrorIndex => ({
  chunks: ledgers.flatMap(endedOf),
  unnamed: ledgers.some(({ done = 0 }) => done > 0),
});

/** The first stage stored errors with the end itself, so that each of its items counts. */
const unnamedChunks = async (db: Db, ref: LedgerRef): Promise<ChunkPlace[]> => {
  const found: ChunkPlace[] = [];
  for await (const item of ERRORS.partition(db, groupPartition(ref), errorsPrefix(ref)))
    if (item.v === 1) found.push(placeOf(item));
  return found;
};

/** Chunks whose errors are read at once: few are needed for a page. */
const AT_ONCE = 8;

/**
 * Rows with errors, in their order. Errors past their retention are left out, though the table may still hold them.
 * @param from the first chunk to read; without it all are read
 */
export async function* readErrors(
  db: Db,
  ref: LedgerRef,
  now: string,
  { chunks, unnamed }: ErrorIndex,
  from?: ChunkPlace,
): AsyncGenerator<{ readonly place: RowPlace; readonly row: RowErrors }> {
  const places = [...chunks, ...(unnamed ? await unnamedChunks(db, ref) : [])]
    .filter((place) => !from || comparePlaces(place, from) >= 0)
    .sort(comparePlaces);
  for (const slice of batchesOf(places, AT_ONCE)) {
    const items = await ERRORS.findAll(
      db,
      slice.map(({ request, chunk }) => errorsKey(ref, request, chunk)),
    );
    const read = items
      .filter(({ ttl }) => ttl > ttlFrom(now, 0))
      .map((item) => ({ item, place: placeOf(item) }))
      .sort((a, b) => comparePlaces(a.place, b.place));
    for (const { item, place } of read)
      for (const row of unpack(item.rows)) yield { place: { ...place, position: row.position }, row };
  }
}
