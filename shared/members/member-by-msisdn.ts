import { findMemberByAny } from '#shared/data/members/find-member.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { canonicalMsisdn, msisdnsMeant } from '#shared/domain/members/phone-number.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * The member that a path names by its number, as the club's country reads it or as it is stored.
 * @throws LoyaltyError msisdn_param_invalid on later paths, for what is neither a number nor stored (contract §1.6)
 */
export const memberByMsisdn = async (
  runtime: Runtime,
  { slug, country }: Club,
  typed: string,
  firstGeneration: boolean,
): Promise<Member | undefined> => {
  const db = runtime.use(database);
  const member = await findMemberByAny(db, slug, 'msisdn', msisdnsMeant(typed, country));
  if (member || firstGeneration || canonicalMsisdn(typed, country) !== undefined) return member;
  throw new LoyaltyError('msisdn_param_invalid');
};
