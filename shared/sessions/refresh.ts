import { rotateSession } from '#shared/data/sessions/session-pairs.ts';
import { findSession } from '#shared/data/sessions/sessions.ts';
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
import { endSessionAndDevices } from './own-devices.ts';
import { type TokenPair, tokenPair } from './token-pair.ts';

const refused = (): LoyaltyError => new LoyaltyError('refresh_token_invalid');

/** Two parties hold the token, and which one is the member is unknown: the session ends for both (RFC 9700 §4.14.2). */
const endStolen = async (runtime: Runtime, session: Session): Promise<never> => {
  await endSessionAndDevices(runtime, session);
  runtime.use(metrics).count('RefreshTokensReused');
  runtime.log.warn('refresh token used again, session ended', { club: session.club, client: session.client });
  throw refused();
};

/** @returns `CONFLICT` when another writer moved the session meanwhile */
const attempt = async (
  runtime: Runtime,
  claims: TokenClaims,
  arrivedAt: number,
): Promise<TokenPair | typeof CONFLICT> => {
  const db = runtime.use(database);
  const found = await findSession(db, claims);
  const time = runtime.now();
  if (!found?.member || !isLive(found.session, found.member, time)) throw refused();
  const { session } = found;
  const now = unixSeconds(time);
  switch (checkRefresh(session, claims, arrivedAt)) {
    case 'unknown':
    case 'late':
      throw refused();
    case 'reuse':
      return endStolen(runtime, session);
    case 'repeat':
      return tokenPair(runtime, session, now);
    case 'rotate': {
      const kid = await runtime.use(sessionTokens).currentKid();
      const next = rotatedSession(session, { kid, now });
      return (await rotateSession(db, session, next)) ? tokenPair(runtime, next, now) : CONFLICT;
    }
  }
};

interface Refresh {
  readonly club: string;
  readonly token: string;
  /** When the request arrived, in Unix milliseconds. */
  readonly arrivedAt: number;
}

/**
 * Exchanges a refresh token for the next pair: one read and one conditional write. Presented again it gives the very
 * same pair, until a call has used that pair; then it ends the session (architecture §6).
 * @throws LoyaltyError refresh_token_invalid, busy
 */
export const refresh = async (runtime: Runtime, { club, token, arrivedAt }: Refresh): Promise<TokenPair> => {
  const claims = await runtime.use(sessionTokens).read(token, club);
  if (!claims || !isAcceptable(claims, club, 'refresh', unixSeconds(runtime.now()))) throw refused();
  return retryOnConflict(runtime, () => attempt(runtime, claims, arrivedAt));
};
