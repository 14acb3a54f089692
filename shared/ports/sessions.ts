import { noteUse } from '#shared/data/sessions/session-pairs.ts';
import { findSession, isCurrentEpoch } from '#shared/data/sessions/sessions.ts';
import type { Member } from '#shared/domain/members/member.ts';
import {
  isAcceptable,
  isFirstUse,
  isKept,
  isLive,
  type Session,
  type TokenClaims,
  unixSeconds,
} from '#shared/domain/sessions/session.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { sessionTokens } from './secrets.ts';

/** The session that an access token represents. */
export interface PresentedSession {
  /** Of the access token. */
  readonly claims: TokenClaims;
  readonly session: Session;
  /** Nothing when the member is gone: the token is valid and its owner is not there (contract §2.14). */
  readonly member: Member | undefined;
}

interface Sessions {
  /** @returns nothing for a token that is not ours, not of this club, not an access token, expired or ended */
  present(club: string, accessToken: string): Promise<PresentedSession | undefined>;
}

/**
 * Who is logged in. Garbage never reaches the table; a token of ours costs one consistent batch read. An access token
 * lives its whole time, whatever was refreshed since, unless a newer one set a new password; the first use of a
 * refreshed pair costs one conditional write.
 */
export const sessions: Port<Sessions> = (runtime) => ({
  async present(club, accessToken) {
    const claims = await runtime.use(sessionTokens).read(accessToken, club);
    const now = runtime.now();
    if (!claims || !isAcceptable(claims, club, 'access', unixSeconds(now))) return undefined;
    const db = runtime.use(database);
    const found = await findSession(db, claims);
    if (!found || !isKept(found.session, claims)) return undefined;
    const { session, member } = found;
    if (!member) return isCurrentEpoch(found) ? { claims, session, member } : undefined;
    if (!isLive(session, member, now)) return undefined;
    if (isFirstUse(session, claims)) await noteUse(db, session, now.getTime());
    return { claims, session, member };
  },
});
