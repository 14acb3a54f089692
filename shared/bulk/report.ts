import { type ChunksWithErrors, type ReportedErrors, readErrors } from '../data/bulk-errors.ts';
import { findJob } from '../data/bulk-jobs.ts';
import type { JobRef, LedgerRef } from '../data/bulk-keys.ts';
import { bulkStatus } from '../domain/bulk-job.ts';
import { database } from '../ports/database.ts';
import type { Runtime } from '../runtime.ts';

/** Lambda answers with at most 6 MB; what does not fit is left out and said so. */
const ERRORS_MAX_BYTES = 4 * 1024 * 1024;

const byPlace = (a: ReportedErrors, b: ReportedErrors): number =>
  a.request_number - b.request_number || a.position - b.position;

/** The errors of a ledger as far as they fit into a reply, in the order of requests and rows. */
export const collectErrors = async (runtime: Runtime, ref: LedgerRef, withErrors: ChunksWithErrors) => {
  const errors = readErrors(runtime.use(database), ref, runtime.now().toISOString(), withErrors);
  const rows: ReportedErrors[] = [];
  let bytes = 0;
  for await (const row of errors) {
    bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
    if (bytes > ERRORS_MAX_BYTES) return { rows: rows.sort(byPlace), truncated: true };
    rows.push(row);
  }
  return { rows: rows.sort(byPlace), truncated: false };
};

/** The state of a bulk job as callers see it (contract §3.2), or nothing when there is no such job. */
export const bulkReport = async (runtime: Runtime, ref: JobRef) => {
  const found = await findJob(runtime.use(database), ref, runtime.now().toISOString());
  if (!found) return undefined;
  const { counts: job, withErrors } = found;
  const { rows, truncated } = await collectErrors(runtime, ref, withErrors);
  return {
    status: bulkStatus(job),
    bulk_jobs: job.chunks,
    bulk_jobs_done: job.done,
    members_created_number: job.created,
    members_updated_number: job.updated,
    members_skipped_number: job.skipped,
    members_with_validation_errors_number: job.invalid,
    errors: rows,
    ...(truncated && { errors_truncated: true }),
  };
};
