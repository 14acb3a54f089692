import { type Claim, claimItem } from '#shared/data/members/claims.ts';
import { insert, remove, type Statement, update } from '#shared/data/table/batch-statements.ts';
import { claimKey } from '#shared/data/table/keys.ts';
import type { RowContext } from './row.ts';

/** Gives back what this delivery took, and nothing that another has taken since in the name of the same row. */
export const releaseStatement = (context: RowContext, { identifier, value, owner, at }: Claim): Statement =>
  remove(context.db, { ...claimKey(context.club, identifier, value) }, { owner, at });

/** Takes a claim where it is free, or where it still is exactly the one that was seen without a member. */
export const claimStatement = (context: RowContext, claim: Claim, seen: Claim | undefined): Statement => {
  if (!seen) return insert(context.db, claimItem(claim));
  const key = { ...claimKey(claim.club, claim.identifier, claim.value) };
  return update(context.db, key, { owner: claim.owner, at: claim.at }, { owner: seen.owner, at: seen.at });
};
