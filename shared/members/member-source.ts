import { findMember } from '#shared/data/members/members.ts';
import type { TransactWrite } from '#shared/data/table/transact.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

/** How a change finds its member. */
export interface MemberSource {
  /** Read again after each conflict with another writer. */
  find(): Promise<Member | undefined>;
  /** Writes of the same transaction; when the check `stale` fails, the whole change is repeated. */
  extraWrites(before: Member, after: Member): readonly TransactWrite[];
}

/** The member that a request changes. */
export interface ChangeTarget extends MemberSource {
  /** Who asks for the change: a client, or the member itself. */
  readonly by: 'api' | 'me';
}

/** A member by id: the admin's view, from which every session of a member with a new password ends. */
export const memberById = (runtime: Runtime, club: Pick<Club, 'slug'>, id: number): ChangeTarget => ({
  by: 'api',
  find: () => findMember(runtime.use(database), club.slug, id),
  extraWrites: () => [],
});
