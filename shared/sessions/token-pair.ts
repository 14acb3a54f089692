import { type Session, tokenClaims } from '#shared/domain/sessions/session.ts';
import { tokenPairView } from '#shared/domain/sessions/token-views.ts';
import { sessionTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

export type TokenPair = ReturnType<typeof tokenPairView>;

/** The newest tokens of a session, a pure function of it: made anew, they are the same to the byte. */
export const tokenPair = async (runtime: Runtime, session: Session): Promise<TokenPair> => {
  const tokens = runtime.use(sessionTokens);
  const access = await tokens.sign(tokenClaims(session, 'access'), session.kid);
  const refresh = await tokens.sign(tokenClaims(session, 'refresh'), session.kid);
  return tokenPairView(session, access, refresh);
};
