import { gunzipSync, gzipSync } from 'node:zlib';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BulkJob, OutcomeKind, RowErrors } from '../domain/bulk-job.ts';
import type { Db } from './db.ts';
import { chunkKey, ERRORS_PREFIX, errorsKey, type JobRef, jobKey } from './keys.ts';
import { type Item, readItem, readPartition } from './read.ts';
import { atTheStore, isConditionFailure } from './store-errors.ts';
import { type TransactStep, transact } from './transact.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** Counters outlive the personal data of a job (contract §3.2). */
export const JOB_TTL_SECONDS = 30 * DAY_SECONDS;
export const PERSONAL_DATA_TTL_SECONDS = DAY_SECONDS;

export const ttlFrom = (now: string, seconds: number): number => Math.floor(Date.parse(now) / 1000) + seconds;

const number = (item: Item, name: string): number => Number(item[name] ?? 0);

/** @returns nothing for a job that accepted no request yet, or is past its retention though the table still holds it */
export const findJob = async (db: Db, ref: JobRef, now: string): Promise<BulkJob | undefined> => {
  const item = await readItem(db, jobKey(ref));
  if (!item || number(item, 'chunks') === 0 || number(item, 'ttl') <= ttlFrom(now, 0)) return undefined;
  return {
    chunks: number(item, 'chunks'),
    done: number(item, 'done'),
    failed: number(item, 'failed'),
    started: item['started_at'] !== undefined,
    created: number(item, 'created'),
    updated: number(item, 'updated'),
    skipped: number(item, 'skipped'),
    invalid: number(item, 'invalid'),
  };
};

/** Notes that work on the job has begun; later calls change nothing. */
export const startJob = async (db: Db, ref: JobRef, now: string): Promise<void> => {
  try {
    await atTheStore(
      db.doc.send(
        new UpdateCommand({
          TableName: db.table,
          Key: jobKey(ref),
          UpdateExpression: 'SET started_at = :now',
          // The job is there, and nobody noted it before.
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(started_at)',
          ExpressionAttributeValues: { ':now': now },
        }),
      ),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};

export interface ChunkRef extends JobRef {
  readonly request: string;
  readonly chunk: number;
}

export const chunkIsDone = async (db: Db, ref: ChunkRef): Promise<boolean> =>
  (await readItem(db, chunkKey(ref, ref.request, ref.chunk))) !== undefined;

export interface ChunkResult {
  readonly requestNumber: number;
  readonly counts: Readonly<Record<OutcomeKind, number>>;
  readonly errors: readonly RowErrors[];
}

const errorsStep = (db: Db, ref: ChunkRef, result: ChunkResult, now: string): TransactStep => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...errorsKey(ref, ref.request, ref.chunk),
        kind: 'bulk-errors',
        v: 1,
        request_number: result.requestNumber,
        rows: gzipSync(JSON.stringify(result.errors)),
        ttl: ttlFrom(now, PERSONAL_DATA_TTL_SECONDS),
      },
    },
  },
});

/** The chunk's own item: it exists exactly when the chunk has ended, so an end counts once. */
const endStep = (db: Db, ref: ChunkRef, end: Item, now: string): TransactStep => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...chunkKey(ref, ref.request, ref.chunk),
        kind: 'bulk-chunk',
        v: 1,
        ...end,
        ended_at: now,
        ttl: ttlFrom(now, JOB_TTL_SECONDS),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  refusal: 'ended_before',
});

const countStep = (db: Db, ref: ChunkRef, counts: Readonly<Record<string, number>>): TransactStep => {
  const names = Object.keys(counts);
  return {
    write: {
      Update: {
        TableName: db.table,
        Key: jobKey(ref),
        UpdateExpression: `ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, counts[name]])),
      },
    },
  };
};

/**
 * Ends a chunk with its outcomes and counts them, in one transaction: however often a chunk is delivered,
 * it counts once. @returns false when it had ended before
 */
export const finishChunk = async (
  db: Db,
  ref: ChunkRef,
  result: ChunkResult,
  now: string,
): Promise<boolean> => {
  const refusals = await transact(db, [
    endStep(db, ref, { state: 'done', counts: result.counts }, now),
    countStep(db, ref, { done: 1, ...result.counts }),
    ...(result.errors.length > 0 ? [errorsStep(db, ref, result, now)] : []),
  ]);
  return refusals.length === 0;
};

/** Ends a chunk that failed for good. @returns false when it had ended before */
export const failChunk = async (db: Db, ref: ChunkRef, reason: string, now: string): Promise<boolean> => {
  const refusals = await transact(db, [
    endStep(db, ref, { state: 'failed', reason }, now),
    countStep(db, ref, { done: 1, failed: 1 }),
  ]);
  return refusals.length === 0;
};

export interface ReportedErrors extends RowErrors {
  readonly request_number: number;
}

/** Errors of all chunks that are not yet past their retention; the table may still hold older ones. */
export async function* readErrors(db: Db, ref: JobRef, now: string): AsyncGenerator<ReportedErrors> {
  for await (const item of readPartition(db, jobKey(ref).pk, ERRORS_PREFIX)) {
    if (number(item, 'ttl') <= ttlFrom(now, 0)) continue;
    const rows = JSON.parse(gunzipSync(item['rows'] as Uint8Array).toString()) as RowErrors[];
    for (const row of rows) yield { request_number: number(item, 'request_number'), ...row };
  }
}
