import { membersGetByMsisdn } from '#shared/contracts/members.ts';
import { findMemberBy } from '#shared/data/members/members.ts';
import { canonicalMsisdn } from '#shared/domain/members/identifiers.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

/** An MSISDN that cannot be one: 404 on the 2017 path, 422 on the later one (contract §1.6). */
export const handler = endpoint(membersGetByMsisdn)(async (request, runtime) => {
  const { club, parameters, firstGeneration } = request;
  const msisdn = canonicalMsisdn(parameters.msisdn);
  if (!msisdn && !firstGeneration) throw new LoyaltyError('msisdn_param_invalid');
  const member = msisdn && (await findMemberBy(runtime.use(database), club.slug, 'msisdn', msisdn));
  if (!member) throw new LoyaltyError('member_not_found');
  return { status: 200, body: memberView(member, request) };
});
