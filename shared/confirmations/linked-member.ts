import type { Club } from '#shared/domain/clubs/club.ts';
import { readPageToken } from '#shared/domain/confirmations/page-links.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { directory } from '#shared/ports/directory.ts';
import type { Runtime } from '#shared/runtime.ts';
import { byId, type Lookup } from './member-lookup.ts';

/** The member that a mailed link names. */
interface LinkedMember {
  readonly club: Club;
  readonly member: Member;
  readonly find: Lookup;
  /** Without club and member. */
  readonly token: string;
}

/** Finds what is stored for a token that is good for this member now; finding does not use it up. */
export type FindStored<Stored> = (
  runtime: Runtime,
  member: Member,
  token: string,
) => Promise<Stored | undefined>;

/** @returns nothing unless the link is good for its member now */
export const findLinkedMember = async (
  runtime: Runtime,
  text: string,
  findStored: FindStored<unknown>,
): Promise<LinkedMember | undefined> => {
  const link = readPageToken(text);
  const club = link && (await runtime.use(directory).club(link.club));
  if (!club) return undefined;
  const find = byId(runtime, club.slug, link.member);
  const member = await find();
  const isGood = member && (await findStored(runtime, member, link.token)) !== undefined;
  return isGood ? { club, member, find, token: link.token } : undefined;
};
