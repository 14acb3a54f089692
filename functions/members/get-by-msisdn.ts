import { membersGetByMsisdn } from '#shared/contracts/members.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { memberByMsisdn } from '#shared/members/member-by-msisdn.ts';

/** An MSISDN that cannot be one: 404 on the 2017 path, 422 on the later one (contract §1.6). */
export const handler = endpoint(membersGetByMsisdn)(async (request, runtime) => {
  const { club, parameters, firstGeneration } = request;
  const member = await memberByMsisdn(runtime, club, parameters.msisdn, firstGeneration);
  if (!member) throw new LoyaltyError('member_not_found');
  return { status: 200, body: memberView(member, request) };
});
