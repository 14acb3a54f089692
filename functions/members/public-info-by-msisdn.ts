import { membersPublicInfoByMsisdn } from '#shared/contracts/members.ts';
import { findMemberBy } from '#shared/data/members/members.ts';
import { canonicalMsisdn } from '#shared/domain/members/identifiers.ts';
import { publicInfoView } from '#shared/domain/members/member-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

/** An MSISDN that cannot be one: `null` on the 2017 path, 422 on the later one (contract §1.6). */
export const handler = endpoint(membersPublicInfoByMsisdn)(
  async ({ club, parameters, firstGeneration }, runtime) => {
    const msisdn = canonicalMsisdn(parameters.msisdn);
    if (!msisdn && !firstGeneration) throw new LoyaltyError('msisdn_param_invalid');
    const db = runtime.use(database);
    const member = msisdn ? await findMemberBy(db, club.slug, 'msisdn', msisdn) : undefined;
    return { status: 200, body: publicInfoView(member, runtime.now()) };
  },
);
