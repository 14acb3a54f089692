import type { LedgerCounts } from './bulk-job.ts';

/** A request of a job or an import, from its ledger; times are UTC ISO 8601. `null` where the ledger is of an older release. */
export interface RequestProgress extends LedgerCounts {
  readonly created_at: string | null;
  /** When its first part began. */
  readonly started_at: string | null;
  /** When the last part that has ended did. */
  readonly last_ended_at: string | null;
  readonly rows: number | null;
  /** Of the request that was recorded; its repeats have others. */
  readonly request_id: string | null;
  readonly dry_run: boolean;
}

type TimeOf = (request: RequestProgress) => string | null;

/** Without the start that a message notes which is delivered after its request has ended. */
const startOf: TimeOf = ({ started_at, last_ended_at, done, chunks }) =>
  started_at !== null && last_ended_at !== null && done >= chunks && started_at > last_ended_at
    ? null
    : started_at;

const timesOf = (requests: readonly RequestProgress[], time: TimeOf): string[] =>
  requests
    .flatMap((request) => time(request) ?? [])
    .sort((one, other) => Date.parse(one) - Date.parse(other));

const sum = (requests: readonly RequestProgress[], of: (request: RequestProgress) => number): number =>
  requests.reduce((total, request) => total + of(request), 0);

/** A run that joined the job has written members. Jobs of the first release show no requests. */
const isDry = (requests: readonly RequestProgress[]): boolean =>
  requests.length > 0 && requests.every(({ dry_run }) => dry_run);

/** What statuses say beside the documented keys (contract §3.2), of all requests together. */
export const progressView = (requests: readonly RequestProgress[]) => {
  const hasEnded = sum(requests, ({ done }) => done) >= sum(requests, ({ chunks }) => chunks);
  const isCounted = requests.every(({ rows }) => rows !== null);
  const inOrder = requests.toSorted((one, other) =>
    String(one.created_at).localeCompare(String(other.created_at)),
  );
  return {
    created_at: timesOf(requests, ({ created_at }) => created_at)[0] ?? null,
    started_at: timesOf(requests, startOf)[0] ?? null,
    finished_at: hasEnded ? (timesOf(requests, ({ last_ended_at }) => last_ended_at).at(-1) ?? null) : null,
    rows_total: isCounted ? sum(requests, ({ rows }) => rows ?? 0) : null,
    rows_done: sum(
      requests,
      ({ created, updated, skipped, invalid }) => created + updated + skipped + invalid,
    ),
    request_ids: [...new Set(inOrder.flatMap(({ request_id }) => request_id ?? []))],
    ...(isDry(requests) && { dry_run: true as const }),
  };
};
