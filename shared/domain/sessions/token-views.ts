import { ACCESS_TOKEN_SECONDS, type TokenClaims } from './session.ts';

/** A pair of tokens as callers get it (contract §2.1); a repeated answer is the same to the byte. */
export const tokenPairView = ({ iat, member }: TokenClaims, access: string, refresh: string) => ({
  access_token: access,
  token_type: 'bearer',
  expires_in: ACCESS_TOKEN_SECONDS,
  refresh_token: refresh,
  created_at: iat,
  resource_owner_id: member,
});

/** What is reported about an access token (contract §2.3); scopes and application are declared unimplemented. */
export const tokenInfoView = ({ member, exp, iat }: TokenClaims, now: number) => ({
  resource_owner_id: member,
  scopes: [],
  expires_in_seconds: exp - now,
  application: { uid: null },
  created_at: iat,
});
