import type { Db } from '../table/db.ts';
import { type TransactWrite, transact } from '../table/transact.ts';
import {
  type Claim,
  claimWrite,
  identifierName,
  NOT_OWNED,
  notOwnedCheck,
  orphansAmong,
  readClaims,
  releaseWrite,
} from './claims.ts';

/** Runs a transaction that takes claims; it takes over claims that a dead writer has left, once. */
export const transactClaiming = async (
  db: Db,
  claims: readonly Claim[],
  rest: readonly TransactWrite[],
  now: string,
): Promise<readonly string[]> => {
  const first = await transact(db, [...rest, ...claims.map((claim) => claimWrite(db, claim))]);
  const refused = claims.filter((claim) => first.includes(claim.identifier));
  if (refused.length === 0) return first;
  const held = await readClaims(db, claims[0]?.club ?? '', refused);
  const orphans = new Map(
    (await orphansAmong(db, [...held.values()], now)).map((c) => [identifierName(c), c]),
  );
  const isFree = (claim: Claim) => !held.has(identifierName(claim)) || orphans.has(identifierName(claim));
  const free = new Set<string>(refused.filter(isFree).map(({ identifier }) => identifier));
  // Of two identifiers, a member may have one, and a dead writer the other.
  if (free.size < refused.length) return first.filter((check) => !free.has(check));
  return transact(db, [
    ...rest,
    ...claims.map((claim) => claimWrite(db, claim, orphans.get(identifierName(claim)))),
  ]);
};

/**
 * Commits a transaction that releases claims. A member should have the claims of its identifiers; one that the first
 * stage left without can be removed or changed all the same: a claim that is not its own stays, for it may be another's.
 * A claim that a repair has added does not change the version of its member, so the transaction checks each claim; one
 * that changed is `stale`.
 * @param run commits the steps, together with a check that the member is as it was read, and returns the failed checks
 */
export const transactReleasing = async (
  db: Db,
  claims: readonly Claim[],
  run: (releases: readonly TransactWrite[]) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const failedChecks = await run(claims.map((claim) => releaseWrite(db, claim)));
  if (!failedChecks.includes(NOT_OWNED) || failedChecks.includes('stale')) return failedChecks;
  const held = await readClaims(db, claims[0]?.club ?? '', claims);
  const isOwn = (claim: Claim) => held.get(identifierName(claim))?.owner === claim.owner;
  const again = await run(
    claims.map((claim) => (isOwn(claim) ? releaseWrite(db, claim) : notOwnedCheck(db, claim))),
  );
  return again.includes(NOT_OWNED) ? ['stale'] : again;
};
