import { findMemberByAny } from '#shared/data/members/find-member.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import type { Member, Properties } from '#shared/domain/members/member.ts';
import { formsBeforeCountry } from '#shared/domain/members/phone-number.ts';

interface TypedNumber {
  readonly club: Pick<Club, 'slug' | 'country'>;
  /** Properties as they were sent, and as they would be stored. */
  readonly sent: Properties | null | undefined;
  readonly stored: Properties;
  /** The member that is changed. */
  readonly before?: Member;
}

/**
 * `msisdn`, where another member has the number from before the club had a country: in the very digits that were typed,
 * or without the country code (contract §1.6). No claim of a new number collides with it. Reads only for a number that
 * is new to its member and has such a form.
 */
export const heldAsTyped = async (
  db: Db,
  { club, sent, stored, before }: TypedNumber,
): Promise<readonly Identifier[]> => {
  const typed = sent?.['msisdn'];
  const { msisdn } = stored;
  // A number that is beyond the product's properties is none of the stored ones.
  if (typeof typed !== 'string' || typeof msisdn !== 'string') return [];
  if (before?.properties['msisdn'] === msisdn) return [];
  const forms = formsBeforeCountry(typed, msisdn, club.country);
  const holder = await findMemberByAny(db, club.slug, 'msisdn', forms);
  return holder && holder.id !== before?.id ? ['msisdn'] : [];
};
