import type { ClaimFault, ClaimFinding } from '#shared/data/members/claim-faults.ts';
import { isReportedHere } from '#shared/data/members/claim-faults.ts';
import { readClaimPage } from '#shared/data/members/claim-pages.ts';
import { repairClaim } from '#shared/data/members/repair-claim.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Key } from '#shared/data/table/keys.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { checkPage } from '#shared/members/check-claims.ts';
import { existingClub } from './save-club.ts';

/** A broken claim as it is reported: ids only, for values are personal data. */
export interface BrokenClaim {
  readonly club: string;
  readonly identifier: Identifier;
  readonly fault: ClaimFault;
  readonly claimed_by: number | null;
  /** Who holds the value. */
  readonly members: readonly number[];
  readonly mended: boolean;
}

export interface ClaimCheck {
  /** False where it was interrupted. */
  readonly complete: boolean;
  readonly members: number;
  readonly claims: number;
  readonly found: Readonly<Record<ClaimFault, number>>;
  readonly mended: number;
  /** Identifiers that were being written; they may be looked at again in five minutes. */
  readonly under_way: number;
  /** The first of each fault. */
  readonly broken: readonly BrokenClaim[];
}

interface ClaimCheckParams {
  /** All clubs, unless given. */
  readonly club?: string | undefined;
  readonly mend: boolean;
  now(): string;
  readonly signal: AbortSignal;
  /** Called after every page. */
  report(soFar: ClaimCheck): void;
}

/** Listed of each fault; the others are only counted, so that no damage fills the memory. */
const MAX_LISTED = 1000;

const brokenOf = (
  { club, identifier, fault, claim, holders }: ClaimFinding,
  repaired: boolean,
): BrokenClaim => ({
  club,
  identifier,
  fault,
  claimed_by: claim?.owner ?? null,
  members: holders.map(({ id }) => id),
  mended: repaired,
});

/**
 * Goes through the whole table, finds claims without holders and holders without claims, and repairs them on request.
 * Every write is conditional on what was read, so it may run beside everything else, be interrupted and be repeated.
 * @throws OperationRefused `club_unknown`
 */
export const checkClaims = async (
  db: Db,
  { club, mend, now, signal, report }: ClaimCheckParams,
): Promise<ClaimCheck> => {
  if (club !== undefined) await existingClub(db, club);
  const found: Record<ClaimFault, number> = { missing: 0, misplaced: 0, orphan: 0, twins: 0 };
  const broken: BrokenClaim[] = [];
  const counts = { members: 0, claims: 0, mended: 0, under_way: 0 };
  const soFar = (complete: boolean): ClaimCheck => ({ complete, ...counts, found, broken });
  let from: Key | undefined;
  do {
    if (signal.aborted) return soFar(false);
    const page = await readClaimPage(db, { club, from });
    const { findings, underWay } = await checkPage(db, page, now());
    for (const finding of findings.filter(isReportedHere)) {
      const isRepaired = mend && (await repairClaim(db, finding, now()));
      found[finding.fault] += 1;
      counts.mended += isRepaired ? 1 : 0;
      if (found[finding.fault] <= MAX_LISTED) broken.push(brokenOf(finding, isRepaired));
    }
    counts.members += page.members.length;
    counts.claims += page.claims.length;
    counts.under_way += underWay;
    report(soFar(false));
    from = page.next;
  } while (from);
  return soFar(true);
};
