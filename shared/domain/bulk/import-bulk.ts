import type { RequestProgress } from './progress.ts';

const IMPORT_OPERATIONS = ['create', 'update', 'restore'] as const;
export type ImportOperation = (typeof IMPORT_OPERATIONS)[number];

/** One bulk of an import, as its ledger counts it (contract §4.3); times are UTC ISO 8601. */
export interface ImportBulk extends RequestProgress {
  readonly id: number;
  readonly request_number: number | null;
  readonly operation: ImportOperation;
  /** Members in the request. */
  readonly members: number;
  /** Failed deliveries of the chunk that failed most. */
  readonly retries: number;
  /** Chunks that failed and wait to be delivered again. */
  readonly retrying: number;
  /** Of the updated, rows that say what the member is, and rows older than the member; only of a restore. */
  readonly unchanged: number;
  readonly newer: number;
  readonly created_at: string;
}

type ImportBulkStatus = 'waiting' | 'working' | 'waiting_for_retry' | 'finished' | 'failed';

/**
 * Workers refuse chunks older than a day, and a worker that began before has timed out a quarter of an hour later.
 * A chunk that has not ended by then was lost or never sent, and will never end by itself (contract §4.5).
 */
export const OVERDUE_SECONDS = 24 * 60 * 60 + 15 * 60;

/** @param acceptedAt ISO 8601 */
export const deadlineOf = (acceptedAt: string): string =>
  new Date(Date.parse(acceptedAt) + OVERDUE_SECONDS * 1000).toISOString();

/** The other way round. */
export const acceptedBefore = (deadline: string): string =>
  new Date(Date.parse(deadline) - OVERDUE_SECONDS * 1000).toISOString();

const hasEnded = ({ done, chunks }: ImportBulk): boolean => done >= chunks;

const isOverdue = ({ created_at }: ImportBulk, now: Date): boolean =>
  now.getTime() - Date.parse(created_at) > OVERDUE_SECONDS * 1000;

/** First matching row wins. What ended stays as it is; one failing chunk is reported before the others' progress. */
const STATUSES: readonly (readonly [ImportBulkStatus, (bulk: ImportBulk, now: Date) => boolean])[] = [
  ['failed', (bulk) => hasEnded(bulk) && bulk.failed > 0],
  ['finished', hasEnded],
  ['failed', isOverdue],
  ['waiting_for_retry', (bulk) => bulk.retrying > 0],
  ['working', (bulk) => bulk.started || bulk.done > 0],
  ['waiting', () => true],
];

export const importBulkStatus = (bulk: ImportBulk, now: Date): ImportBulkStatus =>
  STATUSES.find(([, holds]) => holds(bulk, now))?.[0] ?? 'waiting';
