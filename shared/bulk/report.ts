import { findJob } from '#shared/data/bulk/bulk-jobs.ts';
import type { JobRef } from '#shared/data/bulk/bulk-keys.ts';
import { bulkStatus } from '#shared/domain/bulk/bulk-job.ts';
import { progressView } from '#shared/domain/bulk/progress.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { errorPage, type ListedError, pageKeys } from './error-page.ts';

const asListed = ({ place, row: { position, errors } }: ListedError) => ({
  request_number: place.requestNumber,
  position,
  errors,
});

/**
 * The state of a bulk job as callers see it (contract §3.2), or nothing when there is no such job.
 * @param after cursor of the last error that the caller has
 */
export const bulkReport = async (runtime: Runtime, ref: JobRef, after?: string) => {
  const found = await findJob(runtime.use(database), ref, runtime.now().toISOString());
  if (!found) return undefined;
  const { counts: job, requests, errors: index } = found;
  const page = await errorPage(runtime, { ref, index, after }, asListed);
  return {
    status: bulkStatus(job),
    bulk_jobs: job.chunks,
    bulk_jobs_done: job.done,
    members_created_number: job.created,
    members_updated_number: job.updated,
    members_skipped_number: job.skipped,
    members_with_validation_errors_number: job.invalid,
    errors: page.rows,
    ...pageKeys('errors', { after }, page),
    ...progressView(requests),
  };
};
