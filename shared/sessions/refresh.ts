import { endSession, findSession, rotateSession } from '#shared/data/sessions/sessions.ts';
import {
  checkRefresh,
  isAcceptable,
  isLive,
  rotatedSession,
  type Session,
  type TokenClaims,
  unixSeconds,
} from '#shared/domain/sessions/session.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { sessionTokens } from '#shared/ports/secrets.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type TokenPair, tokenPair } from './token-pair.ts';

const refused = (): LoyaltyError => new LoyaltyError('refresh_token_invalid');

/** Two hold the token: nobody can say which is the member, so the session ends for both (RFC 9700 §4.14.2). */
const endStolen = async (runtime: Runtime, session: Session): Promise<never> => {
  await endSession(runtime.use(database), session);
  runtime.use(metrics).count('RefreshTokensReused');
  runtime.log.warn('refresh token used again, session ended', { club: session.club, client: session.client });
  throw refused();
};

/** @returns `CONFLICT` when another writer moved the session meanwhile */
const attempt = async (runtime: Runtime, claims: TokenClaims): Promise<TokenPair | typeof CONFLICT> => {
  const db = runtime.use(database);
  const ref = { club: claims.club, member: Number(claims.sub), sid: claims.sid };
  const found = await findSession(db, ref);
  const now = runtime.now();
  if (!found?.member || !isLive(found.session, found.member, now)) throw refused();
  const { session } = found;
  switch (checkRefresh(session, claims, unixSeconds(now))) {
    case 'unknown':
      throw refused();
    case 'reuse':
      return endStolen(runtime, session);
    case 'repeat':
      return tokenPair(runtime, session);
    case 'rotate': {
      const kid = await runtime.use(sessionTokens).currentKid();
      const next = rotatedSession(session, { kid, now: unixSeconds(now) });
      return (await rotateSession(db, session, next)) ? tokenPair(runtime, next) : CONFLICT;
    }
  }
};

/**
 * Exchanges a refresh token for the next pair: one read and one conditional write. Presented again within the
 * grace it gives the very same pair, later it ends the session (architecture §6).
 * @throws LoyaltyError refresh_token_invalid, busy
 */
export const refresh = async (runtime: Runtime, club: string, token: string): Promise<TokenPair> => {
  const claims = await runtime.use(sessionTokens).read(token);
  if (!claims || !isAcceptable(claims, club, 'refresh', unixSeconds(runtime.now()))) throw refused();
  return retryOnConflict(runtime, () => attempt(runtime, claims));
};
