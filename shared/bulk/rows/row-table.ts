import {
  type Claim,
  type IdentifierValue,
  isHeld,
  readClaims,
  unchangedAmong,
} from '#shared/data/members/claims.ts';
import { MEMBER_OR_TOMBSTONE, type MemberOrTombstone, memberItem } from '#shared/data/members/member-item.ts';
import { type UpdateOutcome, updateMember } from '#shared/data/members/members.ts';
import { insert, runStatements, type StatementOutcome, update } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import type { Item } from '#shared/data/table/read.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { claimStatement, releaseStatement } from './take-claims.ts';

/** A claim to take, and the one that was seen in its place without a member. */
interface ClaimStep {
  readonly claim: Claim;
  readonly seen: Claim | undefined;
}

export interface MemberReplacement {
  readonly before: Member;
  readonly after: Member;
}

/** Members and claims of one club, as far as rows read and write them. Outcomes are in the order of what was asked. */
export interface RowTable {
  /** By their names (`identifierName`). */
  claims(wanted: readonly IdentifierValue[]): Promise<ReadonlyMap<string, Claim>>;
  members(ids: Iterable<number>): Promise<ReadonlyMap<number, MemberOrTombstone>>;
  /** Of claims that no member seemed to hold, those that have not changed. */
  unchanged(claims: readonly Claim[]): Promise<readonly Claim[]>;
  take(steps: readonly ClaimStep[]): Promise<readonly StatementOutcome[]>;
  release(claims: readonly Claim[]): Promise<void>;
  insert(members: readonly Member[]): Promise<readonly StatementOutcome[]>;
  /** Changes that move no identifier, each on the version that was read. */
  replace(changes: readonly MemberReplacement[]): Promise<readonly StatementOutcome[]>;
  /** A change that moves identifiers. @param at now, ISO 8601 UTC */
  move(change: MemberReplacement, at: string): Promise<UpdateOutcome>;
}

/** Attributes of an item that differ; keys and identifiers never do here. */
const differing = (before: Item, after: Item): Item =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );

/** The table itself: batches of reads, and conditional writes of 25 a call. */
export const storedRows = (db: Db, club: string): RowTable => ({
  claims: (wanted) => readClaims(db, club, wanted),
  async members(ids) {
    const items = await MEMBER_OR_TOMBSTONE.findAll(
      db,
      [...ids].map((id) => memberKey(club, id)),
    );
    return new Map(items.map((item) => [item.id, item]));
  },
  unchanged: (claims) => unchangedAmong(db, club, claims),
  take: (steps) =>
    runStatements(
      db,
      steps.map(({ claim, seen }) => claimStatement(db, claim, seen)),
    ),
  async release(claims) {
    await runStatements(
      db,
      claims.map((claim) => releaseStatement(db, claim)),
    );
  },
  insert: (members) =>
    runStatements(
      db,
      members.map((member) => insert(db, memberItem(member))),
    ),
  replace: (changes) =>
    runStatements(
      db,
      changes.map(({ before, after }) =>
        update(db, { ...memberKey(club, before.id) }, differing(memberItem(before), memberItem(after)), {
          version: before.version,
          kind: 'member',
        }),
      ),
    ),
  move: ({ before, after }, at) => updateMember(db, before, after, [], at),
});

/** Those of the claims whose owner is a member that holds the value. */
export const heldAmong = async (table: RowTable, claims: readonly Claim[]): Promise<Claim[]> => {
  if (claims.length === 0) return [];
  const owners = await table.members(new Set(claims.map(({ owner }) => owner)));
  return claims.filter((claim) => isHeld(claim, owners.get(claim.owner)));
};
