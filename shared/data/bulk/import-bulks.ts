import type { ImportBulk } from '#shared/domain/bulk/import-bulk.ts';
import type { Db } from '../table/db.ts';
import type { Stored } from '../table/stored-items.ts';
import { type ErrorIndex, errorIndex } from './bulk-errors.ts';
import {
  groupPartition,
  IMPORT_BULK_PREFIX,
  type ImportBulkRef,
  type ImportRef,
  importBulkKey,
  importNumberPrefix,
} from './bulk-keys.ts';
import { progressOf } from './bulk-ledger.ts';
import { IMPORT_NUMBER } from './initial-ledger.ts';
import { IMPORT_BULK } from './ledger-items.ts';

/** Marks are `chunk:deliveries`; the worst chunk counts for its bulk. */
const mostFailures = (marks: Iterable<string> = []): number =>
  Math.max(0, ...[...marks].map((mark) => Number(mark.split(':')[1])));

const fromItem = (item: Stored<typeof IMPORT_BULK>): ImportBulk => ({
  ...progressOf(item),
  id: item.bulk,
  request_number: item.request_number,
  operation: item.operation ?? 'create',
  members: item.members,
  retries: mostFailures(item.failures),
  retrying: item.retrying?.size ?? 0,
  unchanged: item.unchanged ?? 0,
  newer: item.newer ?? 0,
  created_at: item.created_at,
});

/** A bulk, and the chunks whose errors belong to its counts. */
interface FoundImportBulk {
  readonly bulk: ImportBulk;
  readonly errors: ErrorIndex;
}

export const findImportBulk = async (db: Db, ref: ImportBulkRef): Promise<FoundImportBulk | undefined> => {
  const item = await IMPORT_BULK.find(db, importBulkKey(ref));
  return item && { bulk: fromItem(item), errors: errorIndex([item]) };
};

/** The newest bulk that the caller gave this number (contract §4.3). */
export const findImportBulkByNumber = async (
  db: Db,
  ref: ImportRef,
  requestNumber: number,
): Promise<FoundImportBulk | undefined> => {
  const label = await IMPORT_NUMBER.last(db, groupPartition(ref), importNumberPrefix(requestNumber));
  return label && findImportBulk(db, { ...ref, bulk: label.bulk });
};

/** All bulks of an import, oldest first; none when there is no such import. */
export const listImportBulks = async (db: Db, ref: ImportRef): Promise<ImportBulk[]> => {
  const bulks: ImportBulk[] = [];
  for await (const item of IMPORT_BULK.partition(db, groupPartition(ref), IMPORT_BULK_PREFIX))
    bulks.push(fromItem(item));
  return bulks;
};
