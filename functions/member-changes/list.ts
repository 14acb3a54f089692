import { CHANGES_PER_PAGE, memberChangesList } from '#shared/contracts/member-history.ts';
import { findMember } from '#shared/data/members/members.ts';
import { productScope } from '#shared/domain/members/product-scope.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { changePage } from '#shared/members/change-page.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(memberChangesList)(async ({ club, product, parameters, query }, runtime) => {
  const member = await findMember(runtime.use(database), club.slug, Number(parameters.id));
  if (!member) throw new LoyaltyError('member_not_found');
  const { per_page: perPage = CHANGES_PER_PAGE, cursor } = query();
  const scope = productScope(club, product);
  const page = await changePage(runtime, { club: club.slug, member: member.id, perPage, cursor, scope });
  return { status: 200, body: page };
});
