import { findClub } from '#shared/data/clubs/clubs.ts';
import { findMember } from '#shared/data/members/members.ts';
import { endAllSessions } from '#shared/data/sessions/session-epoch.ts';
import { listSessions } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { isLive, type Session } from '#shared/domain/sessions/session.ts';
import { OperationRefused } from './refusals.ts';

interface MemberRef {
  readonly club: string;
  readonly member: number;
}

/** A session as operators see it; times are ISO 8601. */
export interface SessionView {
  readonly sid: string;
  readonly live: boolean;
  /** Id of the client token that the member logged in through. */
  readonly client: number;
  readonly created_at: string;
  readonly refreshed_at: string;
  readonly expires_at: string;
}

const refusedMember = ({ club, member }: MemberRef): OperationRefused =>
  new OperationRefused('member_unknown', `There is no member ${member} in the club ${club}.`);

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString();

export const sessionView = (session: Session, member: Member, now: Date): SessionView => ({
  sid: session.sid,
  live: isLive(session, member, now),
  client: session.client,
  created_at: isoTime(session.created_at),
  refreshed_at: isoTime(session.rotated_at),
  expires_at: isoTime(session.expires_at),
});

const requireClub = async (db: Db, { club }: MemberRef): Promise<void> => {
  if (await findClub(db, club)) return;
  throw new OperationRefused('club_unknown', `There is no club ${club}. "loyalty clubs list" shows all.`);
};

/**
 * The sessions of a member that the table holds, the newest first; ended ones stay until their time is over.
 * @throws OperationRefused `club_unknown`, `member_unknown`
 */
export const showSessions = async (db: Db, ref: MemberRef, now: Date): Promise<SessionView[]> => {
  await requireClub(db, ref);
  const member = await findMember(db, ref.club, ref.member);
  if (!member) throw refusedMember(ref);
  const sessions = await listSessions(db, ref.club, ref.member);
  return sessions
    .sort((a, b) => b.created_at - a.created_at)
    .map((session) => sessionView(session, member, now));
};

/**
 * Ends every session of a member at once.
 * @throws OperationRefused `club_unknown`, `member_unknown`
 */
export const logOutMember = async (db: Db, ref: MemberRef): Promise<void> => {
  await requireClub(db, ref);
  if (!(await endAllSessions(db, ref.club, ref.member))) throw refusedMember(ref);
};
