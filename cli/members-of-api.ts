import type { MemberName } from '#shared/admin/member-lookup.ts';
import { isLoyaltyApiError, type LoyaltyClient, type Member } from '../packages/client/src/main.ts';
import { ApiRefused } from './failures.ts';
import { kindOf, type WhoOptions } from './member-names.ts';

type Read = (client: LoyaltyClient, name: string) => Promise<Member>;

const READS: Readonly<Record<MemberName, Read>> = {
  id: (client, id) => client.members.get({ id }),
  email: (client, email) => client.members.getByEmail({ email }),
  msisdn: (client, msisdn) => client.members.getByMsisdn({ msisdn }),
};

/** Answers that mean that no member has that name. */
const NONE: ReadonlySet<string> = new Set(['member_not_found', 'msisdn_param_invalid', 'route_not_found']);

/** The member of a name, if the API has one. An id that is no number has no route. */
const find = async (client: LoyaltyClient, by: MemberName, name: string): Promise<Member | undefined> => {
  try {
    return await READS[by](client, name);
  } catch (error) {
    if (isLoyaltyApiError(error) && NONE.has(error.code)) return undefined;
    throw error;
  }
};

/** @throws ApiRefused `member_not_found` */
export const memberNamed = async (
  client: LoyaltyClient,
  name: string,
  { by = kindOf(name) }: WhoOptions,
): Promise<Member> => {
  const member = await find(client, by, name);
  if (member) return member;
  throw new ApiRefused('member_not_found', `There is no member of the ${by} ${name} in the club.`, []);
};

/** Digits may be an id or a number without its country code. */
const kindsOf = (name: string): readonly MemberName[] => {
  const kind = kindOf(name);
  return kind === 'id' ? ['id', 'msisdn'] : [kind];
};

/** Every member whose id, address or number this is. */
export const membersNamed = async (client: LoyaltyClient, name: string): Promise<readonly Member[]> => {
  const found = await Promise.all(kindsOf(name).map((by) => find(client, by, name)));
  return found.filter((member) => member !== undefined);
};
