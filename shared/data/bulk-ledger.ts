import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LedgerCounts, OutcomeKind } from '../domain/bulk-job.ts';
import { errorsStep, type FoundErrors } from './bulk-errors.ts';
import type { Db } from './db.ts';
import { type ChunkRef, chunkKey, type LedgerRef, ledgerKey } from './keys.ts';
import { type Item, readItem } from './read.ts';
import { JOB_TTL_SECONDS, ttlFrom } from './retention.ts';
import { send } from './send.ts';
import { isConditionFailure } from './store-errors.ts';
import { type TransactStep, transact } from './transact.ts';

const number = (item: Item, name: string): number => Number(item[name] ?? 0);

export const countsOf = (item: Item): LedgerCounts => ({
  chunks: number(item, 'chunks'),
  done: number(item, 'done'),
  failed: number(item, 'failed'),
  started: item['started_at'] !== undefined,
  created: number(item, 'created'),
  updated: number(item, 'updated'),
  skipped: number(item, 'skipped'),
  invalid: number(item, 'invalid'),
});

/** Notes that work has begun; later calls change nothing. */
export const startWork = async (db: Db, ref: LedgerRef, now: string): Promise<void> => {
  try {
    await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: ledgerKey(ref),
        UpdateExpression: 'SET started_at = :now',
        // The ledger is there, and nobody noted it before.
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(started_at)',
        ExpressionAttributeValues: { ':now': now },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};

const chunkItemKey = ({ ledger, request, chunk }: ChunkRef) => chunkKey(ledger, request, chunk);

export const chunkIsDone = async (db: Db, ref: ChunkRef): Promise<boolean> =>
  (await readItem(db, chunkItemKey(ref))) !== undefined;

export interface ChunkResult extends FoundErrors {
  readonly counts: Readonly<Record<OutcomeKind, number>>;
}

/** The chunk's own item: it exists exactly when the chunk has ended, so an end counts once. */
const endStep = (db: Db, ref: ChunkRef, end: Item, now: string): TransactStep => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...chunkItemKey(ref),
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

/** Failed deliveries of a chunk, as an import's bulk remembers them; adding one twice changes nothing. */
const failureMark = ({ chunk }: ChunkRef, deliveries: number) => new Set([`${chunk}:${deliveries}`]);

interface Marks {
  /** Numbers to add up. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Deliveries that failed so far. */
  readonly failures?: number;
  /** Whether the chunk now waits to be delivered again. */
  readonly waits: boolean;
}

const ledgerStep = (db: Db, ref: ChunkRef, { counts = {}, failures = 0, waits }: Marks): TransactStep => {
  const adds: Record<string, unknown> = { ...counts };
  const removes: Record<string, unknown> = {};
  if (ref.ledger.face === 'import') {
    if (failures > 0) adds['failures'] = failureMark(ref, failures);
    (waits ? adds : removes)['retrying'] = new Set([String(ref.chunk)]);
  }
  const values = { ...adds, ...removes };
  const clause = (word: string, names: readonly string[]): string =>
    names.length === 0 ? '' : `${word} ${names.map((name) => `#${name} :${name}`).join(', ')} `;
  return {
    write: {
      Update: {
        TableName: db.table,
        Key: ledgerKey(ref.ledger),
        UpdateExpression: clause('ADD', Object.keys(adds)) + clause('DELETE', Object.keys(removes)),
        ExpressionAttributeNames: Object.fromEntries(Object.keys(values).map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`:${name}`, value]),
        ),
      },
    },
  };
};

const openStep = (db: Db, ref: ChunkRef): TransactStep => ({
  write: {
    ConditionCheck: {
      TableName: db.table,
      Key: chunkItemKey(ref),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  refusal: 'ended_before',
});

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
    ledgerStep(db, ref, { counts: { done: 1, ...result.counts }, waits: false }),
    ...(result.errors.length > 0 ? [errorsStep(db, ref, result)] : []),
  ]);
  return refusals.length === 0;
};

/**
 * Ends a chunk that failed for good. @param failures deliveries that failed
 * @returns false when it had ended before
 */
export const failChunk = async (
  db: Db,
  ref: ChunkRef,
  reason: string,
  now: string,
  failures = 0,
): Promise<boolean> => {
  const refusals = await transact(db, [
    endStep(db, ref, { state: 'failed', reason }, now),
    ledgerStep(db, ref, { counts: { done: 1, failed: 1 }, failures, waits: false }),
  ]);
  return refusals.length === 0;
};

/** Notes that so many deliveries of a chunk have failed; nothing once the chunk has ended. */
export const noteFailures = async (
  db: Db,
  ref: ChunkRef,
  failures: number,
  waits: boolean,
): Promise<void> => {
  await transact(db, [openStep(db, ref), ledgerStep(db, ref, { failures, waits })]);
};
