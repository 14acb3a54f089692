import type { Db } from '#shared/data/table/db.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';

/** Writes of which all are committed, or none. */
interface WriteGroup {
  readonly writes: readonly TransactWrite[];
}

/**
 * Commits a cursor and groups of writes in one transaction. A group with a failed check is left out: its dispatch was
 * stored or changed by another writer, and stays as it is.
 * @param cursorWrite for the groups that are committed
 * @returns these groups; nothing when the check `stale` of the cursor failed: another worker has moved it, or it is closed
 */
export const commitWithCursor = async <G extends WriteGroup>(
  db: Db,
  cursorWrite: (groups: readonly G[]) => TransactWrite,
  groups: readonly G[],
): Promise<readonly G[] | undefined> => {
  const failedChecks = await transact(db, [cursorWrite(groups), ...groups.flatMap(({ writes }) => writes)]);
  if (failedChecks.length === 0) return groups;
  if (failedChecks.includes('stale')) return undefined;
  const hasFailed = ({ checkName }: TransactWrite) =>
    checkName !== undefined && failedChecks.includes(checkName);
  const remaining = groups.filter(({ writes }) => !writes.some(hasFailed));
  return commitWithCursor(db, cursorWrite, remaining);
};
