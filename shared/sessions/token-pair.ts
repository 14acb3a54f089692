import { claimsOf, type Session } from '../domain/session.ts';
import { tokenPairView } from '../domain/token-views.ts';
import { sessionTokens } from '../ports/secrets.ts';
import type { Runtime } from '../runtime.ts';

export type TokenPair = ReturnType<typeof tokenPairView>;

/** The newest tokens of a session, a pure function of it: made anew, they are the same to the byte. */
export const tokenPair = async (runtime: Runtime, session: Session): Promise<TokenPair> => {
  const tokens = runtime.use(sessionTokens);
  const access = await tokens.sign(claimsOf(session, 'access'), session.kid);
  const refresh = await tokens.sign(claimsOf(session, 'refresh'), session.kid);
  return tokenPairView(session, access, refresh);
};
