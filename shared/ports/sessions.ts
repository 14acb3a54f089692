import { findSession, isCurrentEpoch } from '#shared/data/sessions/sessions.ts';
import type { Member } from '#shared/domain/members/member.ts';
import {
  isAcceptable,
  isLive,
  isNewest,
  type Session,
  unixSeconds,
} from '#shared/domain/sessions/session.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { sessionTokens } from './secrets.ts';

/** The session that an access token represents. */
export interface PresentedSession {
  readonly session: Session;
  /** Nothing when the member is gone: the token is valid and its owner is not there (contract §2.14). */
  readonly member: Member | undefined;
}

interface Sessions {
  /** @returns nothing for a token that is not ours, not of this club, not an access token, expired or ended */
  present(club: string, accessToken: string): Promise<PresentedSession | undefined>;
}

/** Who is logged in. Garbage never reaches the table; a token of ours costs one consistent batch read. */
export const sessions: Port<Sessions> = (runtime) => ({
  async present(club, accessToken) {
    const claims = await runtime.use(sessionTokens).read(accessToken);
    const now = runtime.now();
    if (!claims || !isAcceptable(claims, club, 'access', unixSeconds(now))) return undefined;
    const ref = { club, member: Number(claims.sub), sid: claims.sid };
    const found = await findSession(runtime.use(database), ref);
    if (!found || !isNewest(found.session, claims)) return undefined;
    const ended = found.member ? !isLive(found.session, found.member, now) : !isCurrentEpoch(found);
    return ended ? undefined : found;
  },
});
