import { importBulkReport } from '#shared/bulk/import-report.ts';
import { memberImportsBulkByRequestNumber } from '#shared/contracts/member-import-reads.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(memberImportsBulkByRequestNumber)(
  async ({ club, parameters, query }, runtime) => {
    const { import_id, request_number } = parameters;
    const which = { requestNumber: Number(request_number) };
    const report = await importBulkReport(runtime, club.slug, import_id, which, query().errors_after);
    if (!report) throw new LoyaltyError('bulk_not_found');
    return { status: 200, body: report };
  },
);
