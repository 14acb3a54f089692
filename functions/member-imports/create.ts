import { acceptBulk } from '#shared/bulk/accept.ts';
import { scopeOption } from '#shared/bulk/chunk-content.ts';
import { IMPORT_MAX_MEMBERS, memberImportsCreate } from '#shared/contracts/member-imports.ts';
import { checkBulk } from '#shared/domain/bulk/bulk-request.ts';
import {
  type ImportMember,
  importedMember,
  restoredRow,
  unusedKeys,
  updateIdentifier,
} from '#shared/domain/bulk/import-request.ts';
import { requestNames } from '#shared/domain/bulk/request-names.ts';
import { highestRestoredId } from '#shared/domain/bulk/restored-row.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { mayRestore } from '#shared/domain/clubs/moving-in.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { memberImportsCreate as validator } from '#shared/http/generated/first-error.js';
import { requirePermit } from '#shared/require-permit.ts';

/** The opt-in channel of members that an import creates and that name none (contract §4.1). */
const OPTIN_CHANNEL = 'import';

/** A restore takes a permit of its own, and a club into which members move (contract §4.6). */
const requireRestore = ({ permits }: { readonly permits: readonly string[] }, club: Club): void => {
  requirePermit(permits, 'BL:Api:Members:Imports:Restore');
  if (!mayRestore(club)) throw new LoyaltyError('restore_not_allowed');
};

export const handler = endpoint(
  memberImportsCreate,
  validator,
)(async (request, runtime) => {
  const { club, product } = request;
  const body = request.body();
  const operation = body.operation ?? 'create';
  const schema = club.member_schema;
  const restores = operation === 'restore';
  if (restores) requireRestore(request.client, club);
  const updateBy = operation === 'update' ? updateIdentifier(body.member_identifier_type, schema) : undefined;
  const rules = { ...(updateBy && { updateBy }), schema, now: runtime.now() };
  const sent = (body.members ?? []) as readonly ImportMember[];
  const members = sent.map((member) => (restores ? restoredRow(member) : importedMember(member, rules)));
  checkBulk(members, updateBy ? [updateBy] : schema.identifiers, IMPORT_MAX_MEMBERS, club.country);

  const { isDry, group, number, unused } = requestNames(body, 'import_id');
  const named = group ?? request.idempotency.uuid;
  const importId = named ?? runtime.uuid();
  await acceptBulk(runtime, {
    group: { source: 'import', club: club.slug, import: importId },
    isNew: named === undefined,
    requestNumber: number,
    idempotencyUuid: request.idempotency.uuid,
    schemaVersion: club.schema_version,
    operation,
    ...(restores && !isDry && { highestId: highestRestoredId(members) }),
    members,
    origin: apiOrigin(request),
    options: {
      only_create: false,
      ...(isDry && { dry_run: true as const }),
      ...(updateBy && { update_by: updateBy, append: body.multi_values_update_mode === 'append' }),
      ...(restores && { restore: true }),
      // Imports send no welcome messages: they have no parameter for it (contract §4.1).
      send_sms_welcome_message: false,
      send_email_welcome_message: false,
      password_min_length: club.password_min_length,
      ...(mayRestore(club) && { moving_in: true }),
      ...scopeOption(club, product),
      ...(club.country !== undefined && { country: club.country }),
      product: OPTIN_CHANNEL,
      subproduct: importId,
    },
  });
  return {
    status: 200,
    body: { import_id: importId },
    ignored: [...unused, ...unusedKeys(operation, body, rules.now)],
  };
});
