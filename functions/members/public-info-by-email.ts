import { membersPublicInfoByEmail } from '#shared/contracts/members.ts';
import { findMemberBy } from '#shared/data/members/members.ts';
import { canonicalEmail } from '#shared/domain/members/identifiers.ts';
import { publicInfoView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(membersPublicInfoByEmail)(async ({ club, parameters }, runtime) => {
  const email = canonicalEmail(parameters.email);
  const member = email ? await findMemberBy(runtime.use(database), club.slug, 'email', email) : undefined;
  return { status: 200, body: publicInfoView(member, club, runtime.now()) };
});
