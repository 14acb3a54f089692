import { findMember, findMemberBy } from '#shared/data/members/members.ts';
import { canonicalEmail } from '#shared/domain/members/identifiers.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

/** Reads the member afresh at each call, strongly consistent. */
export type Lookup = () => Promise<Member | undefined>;

/** @param email as it is in a path; what is no address has no member (contract §1.6) */
export const byEmail =
  (runtime: Runtime, club: string, email: string): Lookup =>
  async () => {
    const canonical = canonicalEmail(email);
    return canonical === undefined
      ? undefined
      : findMemberBy(runtime.use(database), club, 'email', canonical);
  };

export const byId =
  (runtime: Runtime, club: string, id: number): Lookup =>
  () =>
    findMember(runtime.use(database), club, id);
