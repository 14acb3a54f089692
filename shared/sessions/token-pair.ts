import { type Session, tokenClaims } from '#shared/domain/sessions/session.ts';
import { tokenPairView } from '#shared/domain/sessions/token-views.ts';
import { sessionTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

export type TokenPair = ReturnType<typeof tokenPairView>;

/**
 * The newest tokens of a session, made from the session alone: until the access token expires, each call returns the
 * same text.
 * @param now Unix seconds
 */
export const tokenPair = async (runtime: Runtime, session: Session, now: number): Promise<TokenPair> => {
  const tokens = runtime.use(sessionTokens);
  const access = tokenClaims(session, 'access', now);
  const refresh = tokenClaims(session, 'refresh', now);
  return tokenPairView(
    access,
    await tokens.sign(access, session.kid),
    await tokens.sign(refresh, session.kid),
  );
};
