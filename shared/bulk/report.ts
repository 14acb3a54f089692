import { findJob, type ReportedErrors, readErrors } from '../data/bulk-jobs.ts';
import type { JobRef } from '../data/keys.ts';
import { bulkStatus } from '../domain/bulk-job.ts';
import { database } from '../ports/database.ts';
import type { Runtime } from '../runtime.ts';

/** Lambda answers with at most 6 MB; what does not fit is left out and said so. */
const ERRORS_MAX_BYTES = 4 * 1024 * 1024;

const byPlace = (a: ReportedErrors, b: ReportedErrors): number =>
  a.request_number - b.request_number || a.position - b.position;

const collect = async (errors: AsyncGenerator<ReportedErrors>) => {
  const rows: ReportedErrors[] = [];
  let bytes = 0;
  for await (const row of errors) {
    bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
    if (bytes > ERRORS_MAX_BYTES) return { rows, truncated: true };
    rows.push(row);
  }
  return { rows, truncated: false };
};

/** The state of a bulk job as callers see it (contract §3.2), or nothing when there is no such job. */
export const bulkReport = async (runtime: Runtime, ref: JobRef) => {
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const job = await findJob(db, ref, now);
  if (!job) return undefined;
  const { rows, truncated } = await collect(readErrors(db, ref, now));
  return {
    status: bulkStatus(job),
    bulk_jobs: job.chunks,
    bulk_jobs_done: job.done,
    members_created_number: job.created,
    members_updated_number: job.updated,
    members_skipped_number: job.skipped,
    members_with_validation_errors_number: job.invalid,
    errors: rows.sort(byPlace),
    ...(truncated && { errors_truncated: true }),
  };
};
