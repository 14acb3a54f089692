import { membersGetByEmail } from '#shared/contracts/members.ts';
import { findMemberBy } from '#shared/data/members/members.ts';
import { canonicalEmail } from '#shared/domain/members/identifiers.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(membersGetByEmail)(async (request, runtime) => {
  const { club, parameters } = request;
  const email = canonicalEmail(parameters.email);
  const member = email && (await findMemberBy(runtime.use(database), club.slug, 'email', email));
  if (!member) throw new LoyaltyError('member_not_found');
  return { status: 200, body: memberView(member, request) };
});
