import { byEmail } from '#shared/confirmations/member-lookup.ts';
import { requireValidToken } from '#shared/confirmations/stored-token.ts';
import { membersVerifyToken } from '#shared/contracts/confirmations.ts';
import type { TokenPurpose } from '#shared/domain/confirmations/one-time-token.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';

/** Types that a caller may ask about (contract §2.11: "more in future"). */
const TYPES: ReadonlyMap<string, TokenPurpose> = new Map([['password_reset', 'password_reset']]);

export const handler = endpoint(membersVerifyToken)(async ({ club, parameters }, runtime) => {
  const purpose = TYPES.get(parameters.type);
  if (!purpose) throw new LoyaltyError('token_type_unknown');
  const member = await byEmail(runtime, club.slug, parameters.email)();
  const token = member && (await requireValidToken(runtime, member, purpose, parameters.token));
  return { status: 200, body: { valid: token !== undefined } };
});
