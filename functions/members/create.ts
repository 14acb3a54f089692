import { membersCreate } from '#shared/contracts/members.ts';
import { createMember } from '#shared/data/members/members.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import { flagOf } from '#shared/domain/common-values/spellings.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { clubRules } from '#shared/domain/members/member-draft.ts';
import { takenErrors } from '#shared/domain/members/member-errors.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersCreate as validator } from '#shared/http/generated/all-errors.js';
import { clubPasswords } from '#shared/members/club-passwords.ts';
import { heldAsTyped } from '#shared/members/held-as-typed.ts';
import { makeMember } from '#shared/members/make-member.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(
  membersCreate,
  validator,
)(async (request, runtime) => {
  const { club, product, subproduct } = request;
  const body = request.body();
  const db = runtime.use(database);
  const tools = {
    rules: clubRules(club, product),
    passwords: clubPasswords(runtime, club.slug),
    now: () => runtime.now().toISOString(),
  };
  const made = await makeMember(tools, body, async () => ({
    id: await allocateIds(db, club.slug, 'members', 1),
    club: club.slug,
    optin_channel: product,
    optin_subchannel: subproduct ?? null,
    changed: apiOrigin(request),
    welcome: {
      send_sms_welcome_message: flagOf(body.send_sms_welcome_message) ?? null,
      send_email_welcome_message: flagOf(body.send_email_welcome_message) ?? null,
    },
  }));
  if ('errors' in made) throw new LoyaltyError('member_invalid', { details: made.errors });
  const { member } = made;
  const asTyped = await heldAsTyped(db, { club, sent: body.properties, stored: member.properties });
  const reply = { status: 200, body: memberView(member, request) };
  const writes = request.idempotency.writes(reply);
  const taken = asTyped.length > 0 ? asTyped : await createMember(db, member, writes);
  if (taken.length > 0) throw new LoyaltyError('member_invalid', { details: takenErrors(taken) });
  return reply;
});
