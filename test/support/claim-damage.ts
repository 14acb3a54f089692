import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Claim, claimItem } from '#shared/data/members/claims.ts';
import { memberItem } from '#shared/data/members/member-item.ts';
import { createMember, removeMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { claimKey } from '#shared/data/table/keys.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { plainMember, removal } from './plain-member.ts';

export const CREATED = '2026-01-01T00:00:00.000Z';
/** When no claim of `CREATED` can be a write under way any more. */
export const LATER = '2026-01-01T01:00:00.000Z';

const memberOf = (club: string, id: number, email: string, now = CREATED): Member =>
  plainMember({
    id,
    club,
    properties: { email, first_name: 'Kari', last_name: 'Nordmann' },
    now,
  });

/** Makes by hand what the first release could leave in a club. */
export const damager = (db: Db, club: string) => {
  const { doc, table } = db;
  const put = (Item: object) => doc.send(new PutCommand({ TableName: table, Item: { ...Item } }));
  const claim = (value: string, owner: number, at = CREATED): Claim => ({
    club,
    identifier: 'email',
    value,
    owner,
    at,
  });
  return {
    member: (id: number, email: string, now?: string) => createMember(db, memberOf(club, id, email, now)),
    /** A member whose claim was lost. */
    unclaimed: (id: number, email: string) => put(memberItem(memberOf(club, id, email))),
    claimed: (value: string, owner: number, at?: string) => put(claimItem(claim(value, owner, at))),
    unclaim: (value: string) =>
      doc.send(new DeleteCommand({ TableName: table, Key: { ...claimKey(club, 'email', value) } })),
    removed: async (id: number, email: string) => {
      await createMember(db, memberOf(club, id, email));
      await removeMember(db, memberOf(club, id, email), removal(CREATED));
    },
  };
};
