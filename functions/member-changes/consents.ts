import { memberChangesConsents } from '#shared/contracts/member-history.ts';
import { readChangeLines } from '#shared/data/members/change-lines.ts';
import { findMember } from '#shared/data/members/members.ts';
import { answersIn, currentAnswer } from '#shared/domain/members/change-line.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(memberChangesConsents)(async ({ club, parameters }, runtime) => {
  const db = runtime.use(database);
  const { slug } = parameters;
  const member = await findMember(db, club.slug, Number(parameters.id));
  if (!member) throw new LoyaltyError('member_not_found');
  const history: ReturnType<typeof answersIn> = [];
  for await (const line of readChangeLines(db, club.slug, member.id))
    history.unshift(...answersIn(line, slug));
  return { status: 200, body: { slug, consent: currentAnswer(member.consents, slug), history } };
});
