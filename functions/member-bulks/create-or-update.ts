import { acceptBulk } from '#shared/bulk/accept.ts';
import { scopeOption } from '#shared/bulk/chunk-content.ts';
import { BULK_MAX_MEMBERS, memberBulksCreateOrUpdate } from '#shared/contracts/member-bulks.ts';
import { type BulkMember, checkBulk } from '#shared/domain/bulk/bulk-request.ts';
import { requestNames } from '#shared/domain/bulk/request-names.ts';
import { flagOf } from '#shared/domain/common-values/spellings.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { memberBulksCreateOrUpdate as validator } from '#shared/http/generated/first-error.js';

export const handler = endpoint(
  memberBulksCreateOrUpdate,
  validator,
)(async (request, runtime) => {
  const { club, client, product, subproduct } = request;
  const body = request.body();
  // Their types are validated in the job, row by row.
  const members = body.members as readonly BulkMember[];
  checkBulk(members, club.member_schema.identifiers, BULK_MAX_MEMBERS, club.country);
  const { isDry, group, number, unused } = requestNames(body, 'job_id');
  const named = group ?? request.idempotency.uuid;
  const job = named ?? runtime.uuid();
  await acceptBulk(runtime, {
    group: { source: 'bulk', club: club.slug, client: client.id, job },
    isNew: named === undefined,
    requestNumber: number,
    idempotencyUuid: request.idempotency.uuid,
    schemaVersion: club.schema_version,
    members,
    origin: apiOrigin(request),
    options: {
      only_create: flagOf(body.only_create) ?? false,
      ...(isDry && { dry_run: true as const }),
      send_sms_welcome_message: flagOf(body.send_sms_welcome_message) ?? true,
      send_email_welcome_message: flagOf(body.send_email_welcome_message) ?? true,
      password_min_length: club.password_min_length,
      ...scopeOption(club, product),
      ...(club.country !== undefined && { country: club.country }),
      product,
      subproduct: subproduct ?? null,
    },
  });
  return { status: 200, body: { success: true, job_id: job }, ignored: unused };
});
