import { membersPublicInfoByMsisdn } from '#shared/contracts/members.ts';
import { publicInfoView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { memberByMsisdn } from '#shared/members/member-by-msisdn.ts';

/** An MSISDN that cannot be one: `null` on the 2017 path, 422 on the later one (contract §1.6). */
export const handler = endpoint(membersPublicInfoByMsisdn)(
  async ({ club, parameters, firstGeneration }, runtime) => {
    const member = await memberByMsisdn(runtime, club, parameters.msisdn, firstGeneration);
    return { status: 200, body: publicInfoView(member, club, runtime.now()) };
  },
);
