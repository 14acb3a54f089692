import { membersValidate } from '#shared/contracts/member-changes.ts';
import { takenIdentifiers } from '#shared/data/members/members.ts';
import { isJsonObject } from '#shared/domain/member-schema/json-value.ts';
import { identifiersOf } from '#shared/domain/members/member.ts';
import { clubRules, type MemberPayload, validateDraft } from '#shared/domain/members/member-draft.ts';
import { takenErrors } from '#shared/domain/members/member-errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersValidate as validator } from '#shared/http/generated/all-errors.js';
import { heldAsTyped } from '#shared/members/held-as-typed.ts';
import { database } from '#shared/ports/database.ts';

/** The validation of `POST members` without its write (contract §6.1). */
export const handler = endpoint(
  membersValidate,
  validator,
)(async ({ club, product, body }, runtime) => {
  const sent = body() as MemberPayload;
  const { properties, errors } = validateDraft(clubRules(club, product), sent);
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const typed = { club, sent: isJsonObject(sent.properties) ? sent.properties : {}, stored: properties };
  const taken = [
    ...(await takenIdentifiers(db, club.slug, identifiersOf(properties), now)),
    ...(await heldAsTyped(db, typed)),
  ];
  const all = { ...takenErrors(taken), ...errors };
  const valid = Object.keys(all).length === 0;
  return { status: 200, body: { valid, errors: valid ? null : all } };
});
