import { findMemberByAny } from '#shared/data/members/find-member.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import type { Properties } from '#shared/domain/members/member.ts';
import { msisdnsMeant } from '#shared/domain/members/phone-number.ts';

interface TypedNumber {
  readonly club: Pick<Club, 'slug' | 'country'>;
  /** Properties as they were sent, and as they would be stored. */
  readonly sent: Properties | null | undefined;
  readonly stored: Properties;
  /** Id of the member that is changed. */
  readonly own?: number;
}

/**
 * `msisdn`, where another member has the number in the very digits that were typed, from before the club had a
 * country (contract §1.6). No claim of a new number collides with it. Reads only where the two differ.
 */
export const heldAsTyped = async (
  db: Db,
  { club, sent, stored, own }: TypedNumber,
): Promise<readonly Identifier[]> => {
  const typed = sent?.['msisdn'];
  // A number that is beyond the product's properties is none of the stored ones.
  if (typeof typed !== 'string' || stored['msisdn'] === undefined) return [];
  const others = msisdnsMeant(typed, club.country).filter((value) => value !== stored['msisdn']);
  const holder = await findMemberByAny(db, club.slug, 'msisdn', others);
  return holder && holder.id !== own ? ['msisdn'] : [];
};
