import { membersPublicInfo } from '#shared/contracts/members.ts';
import { findMember } from '#shared/data/members/members.ts';
import { publicInfoView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(membersPublicInfo)(async ({ club, parameters }, runtime) => {
  const member = await findMember(runtime.use(database), club.slug, Number(parameters.id));
  return { status: 200, body: publicInfoView(member, club, runtime.now()) };
});
