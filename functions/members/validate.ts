import { membersValidate } from '#shared/contracts/member-changes.ts';
import { takenIdentifiers } from '#shared/data/members/members.ts';
import { identifiersOf } from '#shared/domain/members/member.ts';
import { clubRules, type MemberPayload, validateDraft } from '#shared/domain/members/member-draft.ts';
import { takenErrors } from '#shared/domain/members/member-errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersValidate as validator } from '#shared/http/generated/all-errors.js';
import { database } from '#shared/ports/database.ts';

/** Says what `POST members` would say, and does nothing (contract §6.1). */
export const handler = endpoint(
  membersValidate,
  validator,
)(async ({ club, product, body }, runtime) => {
  const { properties, errors } = validateDraft(clubRules(club, product), body() as MemberPayload);
  const now = runtime.now().toISOString();
  const taken = await takenIdentifiers(runtime.use(database), club.slug, identifiersOf(properties), now);
  const all = { ...takenErrors(taken), ...errors };
  const valid = Object.keys(all).length === 0;
  return { status: 200, body: { valid, errors: valid ? null : all } };
});
