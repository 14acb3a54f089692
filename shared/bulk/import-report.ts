import type { ImportRef } from '#shared/data/bulk/bulk-keys.ts';
import { findImportBulk, findImportBulkByNumber, listImportBulks } from '#shared/data/bulk/import-bulks.ts';
import { type ImportBulk, importBulkStatus } from '#shared/domain/bulk/import-bulk.ts';
import { progressView } from '#shared/domain/bulk/progress.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { JOB_ID_PATTERN } from '#shared/vocabulary.ts';
import { errorPage, type ListedError, pageKeys } from './error-page.ts';

const IMPORT_ID = new RegExp(JOB_ID_PATTERN);

const refOf = (club: string, id: string): ImportRef | undefined =>
  IMPORT_ID.test(id) ? { source: 'import', club, import: id } : undefined;

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
    ...progressView(bulks),
    created_at: first.created_at,
    bulks: bulks.map((bulk) => ({
      id: bulk.id,
      request_number: bulk.request_number,
      status: importBulkStatus(bulk, now),
    })),
  };
};

/** Names members by their key; what was named so before, on any page, has its place after `#`, as often as it takes. */
const uniqueNames = () => {
  const seen = new Set<string>();
  return ({ row: { key = '', position, errors } }: ListedError): readonly [string, object] => {
    let name = key;
    while (seen.has(name)) name = `${name}#${position}`;
    seen.add(name);
    return [name, errors];
  };
};

/** The bulk of this id, or the newest of the caller's number. */
type BulkSelector = { readonly id: number } | { readonly requestNumber: number };

/**
 * The state of one bulk (contract §4.3), or nothing when there is no such bulk.
 * @param after cursor of the last error that the caller has
 */
export const importBulkReport = async (
  runtime: Runtime,
  club: string,
  id: string,
  which: BulkSelector,
  after?: string,
) => {
  const db = runtime.use(database);
  const ref = refOf(club, id);
  if (!ref) return undefined;
  const found = await ('id' in which
    ? findImportBulk(db, { ...ref, bulk: which.id })
    : findImportBulkByNumber(db, ref, which.requestNumber));
  if (!found) return undefined;
  const { bulk, errors: index } = found;
  const query = { ref: { ...ref, bulk: bulk.id }, index, after };
  // A row's name depends on earlier rows with the same one, so every page starts from the first row: a bulk has few.
  const page = await errorPage(runtime, query, uniqueNames(), { fromFirst: true });
  return {
    id: bulk.id,
    import_id: id,
    request_number: bulk.request_number,
    operation: bulk.operation,
    status: importBulkStatus(bulk, runtime.now()),
    members_in_payload_number: bulk.members,
    members_created_number: bulk.created,
    members_updated_number: bulk.updated,
    ...(bulk.operation === 'restore' && {
      members_unchanged_number: bulk.unchanged,
      members_newer_number: bulk.newer,
    }),
    members_with_validation_errors_number: bulk.invalid,
    retries: bulk.retries,
    members_errors: Object.fromEntries(page.rows),
    ...pageKeys('members_errors', query, page),
    ...progressView([bulk]),
    created_at: bulk.created_at,
  };
};
