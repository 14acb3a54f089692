import { membersCreate } from '#shared/contracts/members.ts';
import { newPassword } from '#shared/crypto/new-password.ts';
import { createMember } from '#shared/data/members/members.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import { newMember } from '#shared/domain/members/member.ts';
import { clubRules, isValid, validateNewMember } from '#shared/domain/members/member-draft.ts';
import { takenErrors } from '#shared/domain/members/member-errors.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { requestedWelcomeMessages } from '#shared/domain/notifications/welcome.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersCreate as validator } from '#shared/http/generated/all-errors.js';
import { database } from '#shared/ports/database.ts';
import { passwords } from '#shared/ports/secrets.ts';

export const handler = endpoint(
  membersCreate,
  validator,
)(async (request, runtime) => {
  const { club, product, subproduct } = request;
  const body = request.body();
  const validation = validateNewMember(clubRules(club), body);
  if (!isValid(validation)) throw new LoyaltyError('member_invalid', { details: validation.errors });

  const db = runtime.use(database);
  const member = newMember({
    id: await allocateIds(db, club.slug, 'members', 1),
    club: club.slug,
    properties: validation.properties,
    flags: body,
    consents: body.consents,
    optin_channel: product,
    optin_subchannel: subproduct ?? null,
    password: (await newPassword(runtime.use(passwords), body, null)) ?? null,
    welcome: requestedWelcomeMessages(body),
    now: runtime.now().toISOString(),
  });
  const taken = await createMember(db, member);
  if (taken.length > 0) throw new LoyaltyError('member_invalid', { details: takenErrors(taken) });
  return { status: 200, body: memberView(member, club.timezone) };
});
