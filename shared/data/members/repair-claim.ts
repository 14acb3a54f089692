import type { Db } from '../table/db.ts';
import { transact } from '../table/transact.ts';
import type { ClaimFinding } from './claim-faults.ts';
import { claimWrite, deleteOrphanWrite } from './claims.ts';
import { unchangedCheck } from './members.ts';

/** Makes the one holder the owner, if that member and the claim are as they were read. */
const give = async (db: Db, finding: ClaimFinding, now: string): Promise<boolean> => {
  const { club, identifier, value, claim, holders } = finding;
  const [holder] = holders;
  if (!holder || holders.length > 1) return false;
  const own = { club, identifier, value, owner: holder.id, at: now };
  const failedChecks = await transact(db, [unchangedCheck(db, holder), claimWrite(db, own, claim)]);
  return failedChecks.length === 0;
};

/** Deletes a claim that no member holds, if it is as it was read. */
const free = async (db: Db, { claim }: ClaimFinding): Promise<boolean> => {
  if (!claim) return false;
  const failedChecks = await transact(db, [deleteOrphanWrite(db, claim)]);
  return failedChecks.length === 0;
};

const REPAIRS = { missing: give, misplaced: give, orphan: free, twins: async () => false } as const;

/**
 * Repairs a finding by one conditional write. Twins stay: only a person can decide which member keeps the value.
 * @returns false when nothing was written, because it has changed since, or cannot be repaired
 */
export const repairClaim = (db: Db, finding: ClaimFinding, now: string): Promise<boolean> =>
  REPAIRS[finding.fault](db, finding, now);
