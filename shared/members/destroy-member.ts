import type { OptOut } from '#shared/data/members/member-item.ts';
import { findMember, removeMember } from '#shared/data/members/members.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type Lazy, read } from './lazy.ts';

/**
 * Removes a member for good (contract §2.9): in one transaction its identifiers become free and its record a
 * tombstone without personal data; mailed tokens, which hold its address, go with it. Its other items stay, so that a
 * session that is still valid finds no member and answers 404. The opt-out message is made from the table's stream,
 * whose old image has the address.
 * @param optOut channels of the opt-out messages that were asked for, or how to read them once the member is found
 * @param changed where the removal comes from
 * @returns the member as it was
 * @throws LoyaltyError member_not_found, busy
 */
export const destroyMember = async (
  runtime: Runtime,
  club: Pick<Club, 'slug'>,
  id: number,
  optOut: Lazy<readonly OptOut[]>,
  changed: ChangeOrigin,
): Promise<Member> => {
  const db = runtime.use(database);
  return retryOnConflict(runtime, async () => {
    const member = await findMember(db, club.slug, id);
    if (!member) throw new LoyaltyError('member_not_found');
    const removal = { optOut: read(optOut), changed, now: runtime.now().toISOString() };
    const removed = await removeMember(db, member, removal);
    return removed ? member : CONFLICT;
  });
};
