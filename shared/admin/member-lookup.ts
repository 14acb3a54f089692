import { findMember, findMemberBy } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { canonicalEmail, canonicalMsisdn } from '#shared/domain/members/identifiers.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { OperationRefused } from './refusals.ts';
import { existingClub } from './save-club.ts';

export type MemberName = 'id' | 'email' | 'msisdn';

interface MemberQuery {
  readonly club: string;
  readonly by: MemberName;
  /** The id, address or number, as people write it. */
  readonly name: string;
}

type Finder = (db: Db, club: string, name: string) => Promise<Member | undefined>;

const FINDERS: Readonly<Record<MemberName, Finder>> = {
  id: async (db, club, name) => (/^\d{1,15}$/.test(name) ? findMember(db, club, Number(name)) : undefined),
  email: async (db, club, name) => {
    const canonical = canonicalEmail(name);
    return canonical === undefined ? undefined : findMemberBy(db, club, 'email', canonical);
  },
  msisdn: async (db, club, name) => {
    const canonical = canonicalMsisdn(name);
    return canonical === undefined ? undefined : findMemberBy(db, club, 'msisdn', canonical);
  },
};

/** @throws OperationRefused `club_unknown`, `member_unknown` */
export const lookUpMember = async (
  db: Db,
  { club: slug, by, name }: MemberQuery,
): Promise<{ readonly club: Club; readonly member: Member }> => {
  const club = await existingClub(db, slug);
  const member = await FINDERS[by](db, slug, name);
  if (member) return { club, member };
  throw new OperationRefused(
    'member_unknown',
    `There is no member of the ${by} ${name} in the club ${slug}.`,
  );
};
