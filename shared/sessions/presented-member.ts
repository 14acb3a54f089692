import { findSession, keepSessionWrite } from '#shared/data/sessions/sessions.ts';
import type { TransactWrite } from '#shared/data/table/transact.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { isKept, isLive } from '#shared/domain/sessions/session.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { PresentedSession } from '#shared/ports/sessions.ts';
import type { Runtime } from '#shared/runtime.ts';

/** A session that is presented, and its member. */
type SessionMember = Pick<PresentedSession, 'session' | 'member'>;

/** The session and its member as they are now, after another writer has written. */
const reread = async (runtime: Runtime, claims: PresentedSession['claims']): Promise<SessionMember> => {
  const found = await findSession(runtime.use(database), claims);
  const isEnded = !found || (found.member && !isLive(found.session, found.member, runtime.now()));
  if (isEnded || !isKept(found.session, claims)) throw new LoyaltyError('oauth_token_invalid');
  return found;
};

/** The logged-in member as the target of a change; the presented session outlives a new password. */
export interface PresentedMember {
  readonly by: 'me';
  /**
   * The member: at first as the request has read it, then anew.
   * @throws LoyaltyError oauth_token_invalid when the session has ended meanwhile
   */
  find(): Promise<Member | undefined>;
  /** Takes the presented session along when the change ends the others (contract §2.14). */
  extraWrites(before: Member, after: Pick<Member, 'session_epoch'>): readonly TransactWrite[];
}

export const presentedMember = (runtime: Runtime, first: PresentedSession): PresentedMember => {
  const { claims } = first;
  let known: SessionMember | undefined = first;
  let { session } = first;
  return {
    by: 'me',
    async find() {
      const presented = known ?? (await reread(runtime, claims));
      known = undefined;
      session = presented.session;
      return presented.member;
    },
    extraWrites: (before, after) =>
      after.session_epoch === before.session_epoch
        ? []
        : [keepSessionWrite(runtime.use(database), session, claims.n)],
  };
};
