import { findMember, removeMember } from '#shared/data/members/members.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type Lazy, read } from './lazy.ts';

interface DestroyOptions {
  /** Whether the member is to be told that no more messages will come (contract §2.9); the club has the last word. */
  readonly optOut: boolean;
}

/**
 * Removes a member for good (contract §2.9): in one transaction its identifiers become free and its record a
 * tombstone without personal data; mailed tokens, which hold its address, go with it. What else lies in its partition
 * stays, so that a session that is still good finds no member and answers 404. The opt-out message is made from the table's stream, whose old image has the address.
 * @param options what was asked for, or how to read it once the member is found
 * @returns the member as it was
 * @throws LoyaltyError member_not_found, busy
 */
export const destroyMember = async (
  runtime: Runtime,
  club: Pick<Club, 'slug'>,
  id: number,
  options: Lazy<DestroyOptions>,
): Promise<Member> => {
  const db = runtime.use(database);
  return retryOnConflict(runtime, async () => {
    const member = await findMember(db, club.slug, id);
    if (!member) throw new LoyaltyError('member_not_found');
    const { optOut } = read(options);
    const removed = await removeMember(
      db,
      member,
      optOut ? ['email', 'sms'] : [],
      runtime.now().toISOString(),
    );
    return removed ? member : CONFLICT;
  });
};
