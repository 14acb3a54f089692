import { ACCESS_TOKEN_SECONDS, type Session, tokenClaims } from './session.ts';

/** A pair of tokens as callers get it (contract §2.1); a repeated answer is the same to the byte. */
export const tokenPairView = (session: Session, access: string, refresh: string) => ({
  access_token: access,
  token_type: 'bearer',
  expires_in: ACCESS_TOKEN_SECONDS,
  refresh_token: refresh,
  created_at: session.rotated_at,
  resource_owner_id: session.member,
});

/** What is reported about an access token (contract §2.3); scopes and application are declared unimplemented. */
export const tokenInfoView = (session: Session, now: number) => ({
  resource_owner_id: session.member,
  scopes: [],
  expires_in_seconds: tokenClaims(session, 'access').exp - now,
  application: { uid: null },
  created_at: session.rotated_at,
});
