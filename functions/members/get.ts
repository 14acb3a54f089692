import { membersGet } from '#shared/contracts/members.ts';
import { findMember } from '#shared/data/members/members.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(membersGet)(async (request, runtime) => {
  const { club, parameters } = request;
  const member = await findMember(runtime.use(database), club.slug, Number(parameters.id));
  if (!member) throw new LoyaltyError('member_not_found');
  return { status: 200, body: memberView(member, request) };
});
