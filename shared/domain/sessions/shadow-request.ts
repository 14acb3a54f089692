import type { ShadowSettings } from '../clubs/moving-in.ts';
import type { Member } from '../members/member.ts';
import type { LogInName } from './grant.ts';
import { isBlank, LONGEST_NORMALIZED } from './password-policy.ts';

/** A log-in at the old system: `POST oauth/token` of Api V3 with the grant `password`. */
export interface ShadowRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Whether the password could be one of this system afterwards; what makes other systems fail (control characters, a
 * lone surrogate) is kept from them, or guesses with it would open the circuit.
 */
const isAskable = (password: string): boolean =>
  password.length <= LONGEST_NORMALIZED &&
  !isBlank(password) &&
  password.isWellFormed() &&
  !/\p{Cc}/u.test(password);

/** The identifier that the member named, else its first: an id may be another member's in the old system. */
const identifierOf = ({ properties }: Member, { type }: LogInName, { identifiers }: ShadowSettings) => {
  const types = type === 'id' ? identifiers : [type];
  return types.flatMap((one) => {
    const value = properties[one];
    return typeof value === 'string' && value !== '' ? [{ type: one, value }] : [];
  })[0];
};

/**
 * The request that asks the old system for a member, by its own identifier as it is stored here.
 * @param token the client token there
 * @returns nothing where nothing can be asked
 */
export const shadowRequest = (
  shadow: ShadowSettings,
  {
    member,
    name,
    password,
  }: { readonly member: Member; readonly name: LogInName; readonly password: string },
  token: string,
): ShadowRequest | undefined => {
  const identifier = identifierOf(member, name, shadow);
  if (!identifier || !isAskable(password)) return undefined;
  const base = shadow.url.replace(/\/+$/, '');
  return {
    url: `${base}/loyalty_clubs/${encodeURIComponent(shadow.club)}/members/oauth/token`,
    headers: {
      accept: 'application/json',
      'x-client-authorization': token,
      'x-product-name': shadow.product,
      'x-user-agent': 'loyalty-club-backend shadow log-in',
    },
    body: JSON.stringify({
      grant_type: 'password',
      identifier_type: identifier.type,
      identifier: identifier.value,
      password,
    }),
  };
};
