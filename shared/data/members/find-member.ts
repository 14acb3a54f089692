import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { Db } from '../table/db.ts';
import { findMemberBy } from './members.ts';

/** The member of the first of the values that has one; most often there is one value. */
export const findMemberByAny = async (
  db: Db,
  club: string,
  identifier: Identifier,
  values: readonly string[],
): Promise<Member | undefined> => {
  for (const value of values) {
    const member = await findMemberBy(db, club, identifier, value);
    if (member) return member;
  }
  return undefined;
};
