import { oauthTokenInfo } from '#shared/contracts/oauth.ts';
import { unixSeconds } from '#shared/domain/sessions/session.ts';
import { tokenInfoView } from '#shared/domain/sessions/token-views.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';

/** A token whose member was removed is invalid (contract §2.3). */
export const handler = endpoint(oauthTokenInfo)(async ({ presented }, runtime) => {
  if (!presented.member) throw new LoyaltyError('oauth_token_invalid');
  return { status: 200, body: tokenInfoView(presented.claims, unixSeconds(runtime.now())) };
});
