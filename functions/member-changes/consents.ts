import { memberChangesConsents } from '#shared/contracts/member-history.ts';
import { findMember } from '#shared/data/members/members.ts';
import { currentAnswer } from '#shared/domain/members/change-line.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answersTo } from '#shared/members/change-page.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(memberChangesConsents)(async ({ club, parameters }, runtime) => {
  const db = runtime.use(database);
  const { slug } = parameters;
  const member = await findMember(db, club.slug, Number(parameters.id));
  if (!member) throw new LoyaltyError('member_not_found');
  const history = await answersTo(db, member, slug);
  return { status: 200, body: { slug, consent: currentAnswer(member.consents, slug), history } };
});
