import { remove, runStatements } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { claimKey } from '../table/keys.ts';
import { transact } from '../table/transact.ts';
import type { ClaimFinding } from './claim-faults.ts';
import { claimWrite } from './claims.ts';
import { unchangedCheck } from './members.ts';

/** Gives the claim to the one holder, if that member and the claim's place are as they were read. */
const give = async (db: Db, finding: ClaimFinding, now: string): Promise<boolean> => {
  const { club, identifier, value, claim, holders } = finding;
  const [holder] = holders;
  if (!holder || holders.length > 1) return false;
  const own = { club, identifier, value, owner: holder.id, at: now };
  const refusals = await transact(db, [unchangedCheck(db, holder), claimWrite(db, own, claim)]);
  return refusals.length === 0;
};

/** Deletes a claim that nobody holds, if it is as it was read. */
const free = async (db: Db, { club, identifier, value, claim }: ClaimFinding): Promise<boolean> => {
  if (!claim) return false;
  const { owner, at } = claim;
  const [outcome] = await runStatements(db, [
    remove(db, { ...claimKey(club, identifier, value) }, { owner, at }),
  ]);
  return outcome === 'done';
};

const MENDERS = { missing: give, misplaced: give, orphan: free, twins: async () => false } as const;

/**
 * Mends a finding by one conditional write. Twins are never mended: which of the members keeps the value is nobody's
 * guess.
 * @returns false when nothing was written, because it is no longer what was found, or cannot be mended
 */
export const repairClaim = (db: Db, finding: ClaimFinding, now: string): Promise<boolean> =>
  MENDERS[finding.fault](db, finding, now);
