import { type Claim, claimItem } from '#shared/data/members/claims.ts';
import { insert, remove, type Statement, update } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import { claimKey } from '#shared/data/table/keys.ts';

/** Gives back what this delivery took, and nothing that another has taken since in the name of the same row. */
export const releaseStatement = (db: Db, { club, identifier, value, owner, at }: Claim): Statement =>
  remove(db, { ...claimKey(club, identifier, value) }, { owner, at });

/** Takes a claim where it is free, or where it still is exactly the one that was seen without a member. */
export const claimStatement = (db: Db, claim: Claim, seen: Claim | undefined): Statement => {
  if (!seen) return insert(db, claimItem(claim));
  const key = { ...claimKey(claim.club, claim.identifier, claim.value) };
  return update(db, key, { owner: claim.owner, at: claim.at }, { owner: seen.owner, at: seen.at });
};
