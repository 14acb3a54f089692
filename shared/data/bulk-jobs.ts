import type { LedgerCounts } from '../domain/bulk-job.ts';
import { countsOf } from './bulk-ledger.ts';
import type { Db } from './db.ts';
import { type JobRef, ledgerKey } from './keys.ts';
import { readItem } from './read.ts';

/** @returns nothing for a job that accepted no request yet */
export const findJob = async (db: Db, ref: JobRef): Promise<LedgerCounts | undefined> => {
  const item = await readItem(db, ledgerKey(ref));
  if (!item) return undefined;
  const counts = countsOf(item);
  return counts.chunks === 0 ? undefined : counts;
};
