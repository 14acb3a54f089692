import { readDeadlines } from '#shared/data/bulk/bulk-deadlines.ts';
import { readErrors } from '#shared/data/bulk/bulk-errors.ts';
import { findJob } from '#shared/data/bulk/bulk-jobs.ts';
import type { ImportBulkRef, ImportRef, JobRef } from '#shared/data/bulk/bulk-keys.ts';
import { findImportBulk, listImportBulks } from '#shared/data/bulk/import-bulks.ts';
import { listClients } from '#shared/data/client-tokens/clients.ts';
import type { Db } from '#shared/data/table/db.ts';
import { bulkStatus, type LedgerCounts, type RowErrors } from '#shared/domain/bulk/bulk-job.ts';
import { acceptedBefore, type ImportBulk, importBulkStatus } from '#shared/domain/bulk/import-bulk.ts';
import { JOB_ID_PATTERN } from '#shared/vocabulary.ts';
import { OperationRefused } from './refusals.ts';
import { existingClub } from './save-club.ts';

/** Background work on members, as operators see it: a job of bulks, or an import. */
export interface WorkView {
  readonly kind: 'bulk' | 'import';
  readonly club: string;
  readonly id: string;
  /** Id of the client token that a job belongs to; an import belongs to its club. */
  readonly client: number | null;
  readonly status: string;
  readonly ended: boolean;
  /** Bulks of an import; a job is counted as a whole. */
  readonly bulks: readonly BulkView[];
  readonly chunks: number;
  readonly chunks_done: number;
  readonly chunks_failed: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly refused: number;
}

export interface BulkView {
  readonly id: number;
  readonly request_number: number | null;
  readonly status: string;
  readonly members: number;
  readonly retries: number;
}

const COUNTS = ['chunks', 'done', 'failed', 'created', 'updated', 'skipped', 'invalid'] as const;

type Sums = Readonly<Record<(typeof COUNTS)[number], number>>;

const sumsOf = (ledgers: readonly LedgerCounts[]): Sums =>
  Object.fromEntries(
    COUNTS.map((name) => [name, ledgers.reduce((sum, ledger) => sum + ledger[name], 0)]),
  ) as Sums;

const numbers = ({ chunks, done, failed, created, updated, skipped, invalid }: Sums) => ({
  chunks,
  chunks_done: done,
  chunks_failed: failed,
  created,
  updated,
  skipped,
  refused: invalid,
});

const ENDED: readonly string[] = ['finished', 'fatal_error', 'failed'];

/** The first status that a bulk of the import has speaks for it; `failed` only when all have ended. */
const REPRESENTATIVES = ['waiting_for_retry', 'working', 'waiting', 'failed', 'finished'] as const;

const jobView = ({ club, job, client }: JobRef, counts: LedgerCounts): WorkView => {
  const status = bulkStatus(counts);
  const ended = ENDED.includes(status);
  return { kind: 'bulk', club, id: job, client, status, ended, bulks: [], ...numbers(sumsOf([counts])) };
};

const importView = (ref: ImportRef, bulks: readonly ImportBulk[], now: Date): WorkView => {
  const shown = bulks.map((bulk) => ({
    id: bulk.id,
    request_number: bulk.request_number,
    status: importBulkStatus(bulk, now),
    members: bulk.members,
    retries: bulk.retries,
  }));
  const status = REPRESENTATIVES.find((one) => shown.some((bulk) => bulk.status === one)) ?? 'waiting';
  return {
    kind: 'import',
    club: ref.club,
    id: ref.import,
    client: null,
    status,
    ended: shown.every((bulk) => ENDED.includes(bulk.status)),
    bulks: shown,
    ...numbers(sumsOf(bulks)),
  };
};

const findWork = async (db: Db, ref: JobRef | ImportRef, now: Date): Promise<WorkView | undefined> => {
  if (ref.source === 'bulk') {
    const found = await findJob(db, ref, now.toISOString());
    return found && jobView(ref, found.counts);
  }
  const bulks = await listImportBulks(db, ref);
  return bulks.length === 0 ? undefined : importView(ref, bulks, now);
};

const groupOf = (ledger: JobRef | ImportBulkRef): JobRef | ImportRef =>
  ledger.source === 'bulk' ? ledger : { source: 'import', club: ledger.club, import: ledger.import };

export interface RecentWork extends WorkView {
  /** When its newest request came. */
  readonly accepted_at: string;
}

/** Jobs and imports that accepted a request within the last day, the newest first. @param club only of this one */
export const listRecentWork = async (db: Db, now: Date, club?: string): Promise<readonly RecentWork[]> => {
  const wanted = (await readDeadlines(db)).filter(({ ledger }) => club === undefined || ledger.club === club);
  const groups = Map.groupBy(wanted, ({ ledger }) => JSON.stringify(groupOf(ledger)));
  const found: RecentWork[] = [];
  for (const [newest] of groups.values()) {
    const view = newest && (await findWork(db, groupOf(newest.ledger), now));
    if (view) found.push({ ...view, accepted_at: acceptedBefore(newest.due_at) });
  }
  return found;
};

/** A name that no key could be built of names nothing. */
const NAME = new RegExp(JOB_ID_PATTERN);

interface JobQuery {
  readonly club: string;
  readonly job: string;
  /** The client token that the job belongs to; absent: any that is not revoked. */
  readonly client?: number | undefined;
}

/**
 * A job by its id. Jobs belong to client tokens, and two tokens may have used the same id.
 * @throws OperationRefused `club_unknown`, `job_unknown`, `job_ambiguous`
 */
export const findBulkJob = async (
  db: Db,
  { club, job, client }: JobQuery,
  now: Date,
): Promise<{ readonly ref: JobRef; readonly view: WorkView }> => {
  await existingClub(db, club);
  const clients = client === undefined ? (await listClients(db)).map(({ id }) => id) : [client];
  const found: { readonly ref: JobRef; readonly view: WorkView }[] = [];
  for (const owner of NAME.test(job) ? clients : []) {
    const ref: JobRef = { source: 'bulk', club, client: owner, job };
    const view = await findWork(db, ref, now);
    if (view) found.push({ ref, view });
  }
  const [first, second] = found;
  if (!first)
    throw new OperationRefused(
      'job_unknown',
      `There is no job ${job} in the club ${club}. "loyalty jobs list" shows those of the last day; a revoked token's need --client.`,
    );
  if (second)
    throw new OperationRefused(
      'job_ambiguous',
      `Tokens ${found.map(({ ref }) => ref.client).join(', ')} all have a job ${job}. Say which with --client.`,
    );
  return first;
};

/** @throws OperationRefused `club_unknown`, `import_unknown` */
export const findImport = async (
  db: Db,
  club: string,
  id: string,
  now: Date,
): Promise<{ readonly ref: ImportRef; readonly view: WorkView }> => {
  await existingClub(db, club);
  const ref: ImportRef = { source: 'import', club, import: id };
  const view = NAME.test(id) ? await findWork(db, ref, now) : undefined;
  if (view) return { ref, view };
  throw new OperationRefused('import_unknown', `There is no import ${id} in the club ${club}.`);
};

/** What was wrong with a row. */
export interface ReportedErrors extends RowErrors {
  readonly request_number: number;
}

/** What was wrong with rows, for a day from their request. @param bulk of an import: only of this bulk */
export const readWorkErrors = async (
  db: Db,
  ref: JobRef | ImportBulkRef,
  now: Date,
): Promise<readonly ReportedErrors[]> => {
  const at = now.toISOString();
  const found = await (ref.source === 'bulk' ? findJob(db, ref, at) : findImportBulk(db, ref));
  const errors: ReportedErrors[] = [];
  if (!found) return errors;
  for await (const { place, row } of readErrors(db, ref, at, found.errors))
    errors.push({ request_number: place.requestNumber, ...row });
  return errors;
};
