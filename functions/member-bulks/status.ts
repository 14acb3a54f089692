import { bulkReport } from '#shared/bulk/report.ts';
import { memberBulksStatus } from '#shared/contracts/member-bulks.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { JOB_ID_PATTERN } from '#shared/vocabulary.ts';

const JOB_ID = new RegExp(JOB_ID_PATTERN);

/** Visible only to the client token that made the job: others get the same 404 as for no job (contract §3.2). */
export const handler = endpoint(memberBulksStatus)(async ({ club, client, parameters, query }, runtime) => {
  const job = parameters.job_id;
  const ref = { source: 'bulk', club: club.slug, client: client.id, job } as const;
  const report = JOB_ID.test(job) && (await bulkReport(runtime, ref, query().errors_after));
  if (!report) throw new LoyaltyError('job_not_found');
  return { status: 200, body: report };
});
