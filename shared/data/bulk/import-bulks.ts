import type { ImportBulk } from '#shared/domain/bulk/import-bulk.ts';
import type { Db } from '../table/db.ts';
import { type Item, readItem, readLast, readPartition } from '../table/read.ts';
import { type ErrorIndex, errorIndex } from './bulk-errors.ts';
import {
  groupPartition,
  IMPORT_BULK_PREFIX,
  type ImportBulkRef,
  type ImportRef,
  importBulkKey,
  importNumberPrefix,
} from './bulk-keys.ts';
import { countsOf } from './bulk-ledger.ts';

const setSize = (value: unknown): number => (value instanceof Set ? value.size : 0);

/** Marks are `chunk:deliveries`; the worst chunk speaks for its bulk. */
const mostFailures = (value: unknown): number =>
  value instanceof Set ? Math.max(0, ...[...value].map((mark) => Number(String(mark).split(':')[1]))) : 0;

const fromItem = (item: Item): ImportBulk => ({
  ...countsOf(item),
  id: Number(item['bulk']),
  request_number: item['request_number'] === null ? null : Number(item['request_number']),
  operation: item['operation'] as ImportBulk['operation'],
  members: Number(item['members']),
  retries: mostFailures(item['failures']),
  retrying: setSize(item['retrying']),
  created_at: String(item['created_at']),
});

/** A bulk, and whose errors belong to its counts. */
interface FoundImportBulk {
  readonly bulk: ImportBulk;
  readonly errors: ErrorIndex;
}

export const findImportBulk = async (db: Db, ref: ImportBulkRef): Promise<FoundImportBulk | undefined> => {
  const item = await readItem(db, importBulkKey(ref));
  return item && { bulk: fromItem(item), errors: errorIndex([item]) };
};

/** The newest bulk that the caller gave this number (contract §4.3). */
export const findImportBulkByNumber = async (
  db: Db,
  ref: ImportRef,
  requestNumber: number,
): Promise<FoundImportBulk | undefined> => {
  const label = await readLast(db, groupPartition(ref), importNumberPrefix(requestNumber));
  return label && findImportBulk(db, { ...ref, bulk: Number(label['bulk']) });
};

/** All bulks of an import, oldest first; none when there is no such import. */
export const listImportBulks = async (db: Db, ref: ImportRef): Promise<ImportBulk[]> => {
  const bulks: ImportBulk[] = [];
  for await (const item of readPartition(db, groupPartition(ref), IMPORT_BULK_PREFIX))
    bulks.push(fromItem(item));
  return bulks;
};
