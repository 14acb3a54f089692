import type { ImportBulk } from '#shared/domain/bulk/import-bulk.ts';
import { JOB_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { anyOf, itemType, type Stored } from '../table/stored-items.ts';

/** What updates add up in a ledger: counters, and the numbers of its chunks. */
type LedgerCounters = {
  readonly chunks?: number;
  readonly created?: number;
  readonly updated?: number;
  readonly skipped?: number;
  readonly invalid?: number;
  /** Of `updated`, rows that left the member as it is; only of a restore. */
  readonly unchanged?: number;
  readonly newer?: number;
  /** The first stage counted chunks without naming them. */
  readonly done?: number;
  readonly failed?: number;
  readonly ended?: ReadonlySet<number>;
  readonly given_up?: ReadonlySet<number>;
  readonly with_errors?: ReadonlySet<number>;
  readonly started_at?: string;
  readonly request_number?: number | null;
  /** Ledgers of the first release have none of these, but imports their members and time. */
  readonly members?: number;
  readonly created_at?: string;
  readonly last_ended_at?: string;
  readonly request_id?: string;
  readonly dry_run?: true;
};

/** A job's ledger of one request; it is deleted with the job, while an import's stays (contract §3.2, §4.5). */
export const BULK_LEDGER = itemType(
  'bulk-ledger',
  (request: string, now: string): LedgerCounters & { readonly request: string; readonly ttl: number } => ({
    request,
    ttl: ttlFrom(now, JOB_TTL_SECONDS),
  }),
);

interface ImportLedger extends LedgerCounters {
  readonly bulk: number;
  readonly request_number: number | null;
  readonly operation: ImportBulk['operation'] | undefined;
  readonly members: number;
  readonly created_at: string;
  /** Marks `chunk:deliveries`. */
  readonly failures?: ReadonlySet<string>;
  readonly retrying?: ReadonlySet<string>;
}

/** The ledger of an import's bulk, which is one request. */
export const IMPORT_BULK = itemType('import-bulk', (ledger: ImportLedger) => ({ ...ledger }));

/** A job; only updates write it. The first stage counted its chunks here. */
export const BULK_JOB = itemType('bulk-job', (job: LedgerCounters & { readonly ttl: number }) => job);

/** The item that counts the chunks of a request. */
export const REQUEST_LEDGER = anyOf(BULK_LEDGER, IMPORT_BULK);

export const JOB_LEDGERS = anyOf(BULK_JOB, BULK_LEDGER);

export type Ledger = Stored<typeof REQUEST_LEDGER | typeof JOB_LEDGERS>;
