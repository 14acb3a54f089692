import type { LedgerCounts } from '../domain/bulk-job.ts';
import { countsOf } from './bulk-ledger.ts';
import type { Db } from './db.ts';
import { type JobRef, ledgerKey } from './keys.ts';
import { readItem } from './read.ts';
import { ttlFrom } from './retention.ts';

/** @returns nothing for a job that accepted no request yet, or is past its retention though the table still holds it */
export const findJob = async (db: Db, ref: JobRef, now: string): Promise<LedgerCounts | undefined> => {
  const item = await readItem(db, ledgerKey(ref));
  if (!item || Number(item['ttl']) <= ttlFrom(now, 0)) return undefined;
  const counts = countsOf(item);
  return counts.chunks === 0 ? undefined : counts;
};
