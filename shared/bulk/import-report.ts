import type { ImportRef } from '../data/bulk-keys.ts';
import { findImportBulk, findImportBulkByNumber, listImportBulks } from '../data/import-bulks.ts';
import type { RowErrors } from '../domain/bulk-job.ts';
import { type ImportBulk, importBulkStatus } from '../domain/import-bulk.ts';
import { database } from '../ports/database.ts';
import type { Runtime } from '../runtime.ts';
import { collectErrors } from './report.ts';

const IMPORT_ID = /^[A-Za-z0-9._:-]{1,64}$/;

const refOf = (club: string, id: string): ImportRef | undefined =>
  IMPORT_ID.test(id) ? { face: 'import', club, import: id } : undefined;

const sum = (bulks: readonly ImportBulk[], of: (bulk: ImportBulk) => number): number =>
  bulks.reduce((total, bulk) => total + of(bulk), 0);

/** Totals and bulks of an import (contract §4.2), or nothing when there is no such import. */
export const importReport = async (runtime: Runtime, club: string, id: string) => {
  const ref = refOf(club, id);
  const bulks = ref ? await listImportBulks(runtime.use(database), ref) : [];
  const [first] = bulks;
  if (!first) return undefined;
  const now = runtime.now();
  const members = sum(bulks, (bulk) => bulk.members);
  return {
    members_in_payloads_number: members,
    members_in_payload_number: members,
    members_created_number: sum(bulks, ({ created }) => created),
    members_updated_number: sum(bulks, ({ updated }) => updated),
    members_with_validation_errors_number: sum(bulks, ({ invalid }) => invalid),
    created_at: first.created_at,
    bulks: bulks.map((bulk) => ({
      id: bulk.id,
      request_number: bulk.request_number,
      status: importBulkStatus(bulk, now),
    })),
  };
};

/** Errors by the member's name; two members of one name are told apart by their places. */
const byName = (rows: readonly RowErrors[]): Record<string, object> => {
  const named = new Map<string, object>();
  for (const { key = '', position, errors } of rows) {
    named.set(named.has(key) ? `${key}#${position}` : key, errors);
  }
  return Object.fromEntries(named);
};

/** The bulk of this id, or the newest of the caller's number. */
export type WhichBulk = { readonly id: number } | { readonly requestNumber: number };

/** The state of one bulk (contract §4.3), or nothing when there is no such bulk. */
export const importBulkReport = async (runtime: Runtime, club: string, id: string, which: WhichBulk) => {
  const db = runtime.use(database);
  const ref = refOf(club, id);
  if (!ref) return undefined;
  const found = await ('id' in which
    ? findImportBulk(db, { ...ref, bulk: which.id })
    : findImportBulkByNumber(db, ref, which.requestNumber));
  if (!found) return undefined;
  const { bulk, withErrors } = found;
  const { rows, truncated } = await collectErrors(runtime, { ...ref, bulk: bulk.id }, withErrors);
  return {
    id: bulk.id,
    import_id: id,
    request_number: bulk.request_number,
    operation: bulk.operation,
    status: importBulkStatus(bulk, runtime.now()),
    members_in_payload_number: bulk.members,
    members_created_number: bulk.created,
    members_updated_number: bulk.updated,
    members_with_validation_errors_number: bulk.invalid,
    retries: bulk.retries,
    members_errors: byName(rows),
    ...(truncated && { members_errors_truncated: true }),
    created_at: bulk.created_at,
  };
};
