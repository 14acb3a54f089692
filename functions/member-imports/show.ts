import { importReport } from '#shared/bulk/import-report.ts';
import { memberImportsShow } from '#shared/contracts/member-import-reads.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(memberImportsShow)(async ({ club, parameters }, runtime) => {
  const report = await importReport(runtime, club.slug, parameters.import_id);
  if (!report) throw new LoyaltyError('import_not_found');
  return { status: 200, body: report };
});
