import type { LedgerCounts } from '#shared/domain/bulk/bulk-job.ts';
import type { RequestProgress } from '#shared/domain/bulk/progress.ts';
import type { Db } from '../table/db.ts';
import { readPartition } from '../table/read.ts';
import { ttlFrom } from '../table/retention.ts';
import { type ErrorIndex, errorIndex } from './bulk-errors.ts';
import { groupPartition, JOB_PREFIX, type JobRef } from './bulk-keys.ts';
import { countsOf, progressOf } from './bulk-ledger.ts';
import { JOB_LEDGERS, type Ledger } from './ledger-items.ts';

/** A job, read at one moment: its counts, its requests, and the chunks whose errors belong to them. */
interface FoundJob {
  readonly counts: LedgerCounts;
  readonly requests: readonly RequestProgress[];
  readonly errors: ErrorIndex;
}

const NUMBERS = ['chunks', 'done', 'failed', 'created', 'updated', 'skipped', 'invalid'] as const;

const sumOf = (ledgers: readonly LedgerCounts[]): LedgerCounts => ({
  started: ledgers.some(({ started }) => started),
  ...(Object.fromEntries(
    NUMBERS.map((name) => [name, ledgers.reduce((sum, ledger) => sum + ledger[name], 0)]),
  ) as Record<(typeof NUMBERS)[number], number>),
});

/**
 * Adds up the ledgers of a job's requests, in one query. What the first stage counted is in the job's own item.
 * @returns nothing for a job that accepted no request yet, or is past its retention though the table still holds it
 */
export const findJob = async (db: Db, ref: JobRef, now: string): Promise<FoundJob | undefined> => {
  const items: Ledger[] = [];
  for await (const item of readPartition(db, groupPartition(ref), JOB_PREFIX)) {
    // A job has no kind before its first request is recorded.
    const ledger = JOB_LEDGERS.match(item);
    if (ledger && ledger.ttl > ttlFrom(now, 0)) items.push(ledger);
  }
  const requests = items.map(progressOf).filter(({ chunks }) => chunks > 0);
  const counts = sumOf(items.map(countsOf));
  return counts.chunks === 0 ? undefined : { counts, requests, errors: errorIndex(items) };
};
