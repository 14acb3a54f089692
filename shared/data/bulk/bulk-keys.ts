import { below, join, type Key, sortableNumber } from '../table/keys.ts';

/** Keys of bulk jobs and imports; built like all others, each below its club. */

/** A member bulk job: visible to the client token that made it, and to it alone (contract §3.2). */
export interface JobRef {
  readonly source: 'bulk';
  readonly club: string;
  /** Id of the client token that owns the job. */
  readonly client: number;
  readonly job: string;
}

/** A members import: visible to every client token of the club that may see imports (contract §4.3). */
export interface ImportRef {
  readonly source: 'import';
  readonly club: string;
  readonly import: string;
}

/** One bulk of an import; it has counters of its own. */
export interface ImportBulkRef extends ImportRef {
  readonly bulk: number;
}

/** What several requests can belong to. */
export type GroupRef = JobRef | ImportRef;

/** Whose chunks they are: a job, or one bulk of an import, which is one request. */
export type LedgerRef = JobRef | ImportBulkRef;

/** One accepted request; its ledger counts its rows. */
export interface RequestRef {
  readonly ledger: LedgerRef;
  readonly request: string;
}

export interface ChunkRef extends RequestRef {
  readonly chunk: number;
}

export const groupPartition = (ref: GroupRef): string =>
  ref.source === 'bulk'
    ? join('CLUB', ref.club, 'JOB', ref.client, ref.job)
    : join('CLUB', ref.club, 'IMPORT', ref.import);

export const IMPORT_BULK_PREFIX = 'BULK#';

/** A job and the ledgers of its requests have this in common, so that one query reads them all. */
export const JOB_PREFIX = 'JOB';

export const jobKey = (ref: JobRef): Key => ({ pk: groupPartition(ref), sk: JOB_PREFIX });

export const importBulkKey = (ref: ImportBulkRef): Key => ({
  pk: groupPartition(ref),
  sk: join('BULK', sortableNumber(ref.bulk)),
});

/** The item that holds the counters of a request. */
export const ledgerKey = ({ ledger, request }: RequestRef): Key =>
  ledger.source === 'bulk'
    ? { pk: groupPartition(ledger), sk: join(JOB_PREFIX, request) }
    : importBulkKey(ledger);

/** Identifies a job or an import's bulk. */
export const ledgerName = (ref: LedgerRef): string => {
  const { pk, sk } = ref.source === 'bulk' ? jobKey(ref) : importBulkKey(ref);
  return `${pk} ${sk}`;
};

const LABEL = 'NUMBER';

/** Finds the bulks of an import by the caller's number, the newest last. */
export const importNumberKey = (ref: ImportBulkRef, requestNumber: number): Key => ({
  pk: groupPartition(ref),
  sk: join(LABEL, requestNumber, sortableNumber(ref.bulk)),
});
export const importNumberPrefix = (requestNumber: number): string => below(LABEL, requestNumber);

/** @param request unique name of one accepted request within its group */
export const requestKey = (ref: GroupRef, request: string): Key => ({
  pk: groupPartition(ref),
  sk: join('REQUEST', request),
});
export const chunkKey = (ref: GroupRef, request: string, chunk: number): Key => ({
  pk: groupPartition(ref),
  sk: join('CHUNK', request, chunk),
});
/** Says until when all chunks of a request must have ended. */
export const deadlineKey = (ref: GroupRef, request: string): Key => ({
  pk: groupPartition(ref),
  sk: join('DEADLINE', request),
});
/** Where the index `due` has the deadlines of all clubs: one request a second is far below the limit of a partition. */
export const DEADLINE_SHARD = 'DUE#BULKS';
export const errorsKey = (ref: GroupRef, request: string, chunk: number): Key => ({
  pk: groupPartition(ref),
  sk: join('ERRORS', request, chunk),
});

/** Which chunk's errors an item holds. */
export const chunkOfErrors = (sk: unknown): { readonly request: string; readonly chunk: number } => {
  const [, request = '', chunk] = String(sk).split('#');
  return { request, chunk: Number(chunk) };
};

/** Errors of all requests of a job; of an import's bulk, whose chunks have its id, only its own. */
export const errorsPrefix = (ref: LedgerRef): string =>
  ref.source === 'bulk' ? 'ERRORS#' : below('ERRORS', ref.bulk);
