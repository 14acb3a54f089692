import { findMemberByAny } from '#shared/data/members/find-member.ts';
import { findMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { IDENTIFIER_FORMS } from '#shared/domain/members/identifier-forms.ts';
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

type Finder = (db: Db, club: Club, name: string) => Promise<Member | undefined>;

const byIdentifier =
  (identifier: Identifier): Finder =>
  (db, { slug, country }, name) =>
    findMemberByAny(db, slug, identifier, IDENTIFIER_FORMS[identifier].meant(name, country));

const FINDERS: Readonly<Record<MemberName, Finder>> = {
  id: async (db, club, name) =>
    /^\d{1,16}$/.test(name) ? findMember(db, club.slug, Number(name)) : undefined,
  email: byIdentifier('email'),
  msisdn: byIdentifier('msisdn'),
};

/** @throws OperationRefused `club_unknown`, `member_unknown` */
export const lookUpMember = async (
  db: Db,
  { club: slug, by, name }: MemberQuery,
): Promise<{ readonly club: Club; readonly member: Member }> => {
  const club = await existingClub(db, slug);
  const member = await FINDERS[by](db, club, name);
  if (member) return { club, member };
  throw new OperationRefused(
    'member_unknown',
    `There is no member of the ${by} ${name} in the club ${slug}.`,
  );
};
