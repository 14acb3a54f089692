import { acceptBulk } from '#shared/bulk/accept.ts';
import { scopeOption } from '#shared/bulk/chunk-content.ts';
import { BULK_MAX_MEMBERS, memberBulksCreateOrUpdate } from '#shared/contracts/member-bulks.ts';
import { type BulkMember, checkBulk } from '#shared/domain/bulk/bulk-request.ts';
import { flagOf, idOf, integerOf } from '#shared/domain/common-values/spellings.ts';
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
  const isDry = flagOf(body.dry_run) ?? false;
  // A dry run has a job of its own: its counts would add up with those of a run.
  const [named, requestNumber] = isDry ? [] : [idOf(body.job_id), integerOf(body.request_number)];
  const job = named ?? request.idempotency.uuid ?? runtime.uuid();
  await acceptBulk(runtime, {
    group: { source: 'bulk', club: club.slug, client: client.id, job },
    isNew: (named ?? request.idempotency.uuid) === undefined,
    requestNumber,
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
  const unused = ['job_id', 'request_number'].filter(
    (key) => isDry && (body[key as 'job_id'] ?? null) !== null,
  );
  return { status: 200, body: { success: true, job_id: job }, ignored: unused };
});
