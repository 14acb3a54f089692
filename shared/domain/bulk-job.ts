/** A bulk job as its counters tell it (contract §3.2). */
export interface BulkJob {
  readonly chunks: number;
  /** Terminal chunks, succeeded or failed. */
  readonly done: number;
  readonly failed: number;
  readonly started: boolean;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly invalid: number;
}

export type BulkStatus = 'waiting' | 'in_progress' | 'finished' | 'fatal_error';

/** First matching row wins. Validation errors never make a job fatal. */
const STATUSES: readonly (readonly [BulkStatus, (job: BulkJob) => boolean])[] = [
  ['fatal_error', (job) => job.done >= job.chunks && job.failed > 0],
  ['finished', (job) => job.done >= job.chunks],
  ['in_progress', (job) => job.started || job.done > 0],
  ['waiting', () => true],
];

export const bulkStatus = (job: BulkJob): BulkStatus =>
  STATUSES.find(([, holds]) => holds(job))?.[0] ?? 'waiting';

/** What became of one row. */
export type RowOutcome =
  | { readonly kind: 'created' | 'updated' | 'skipped' }
  | { readonly kind: 'invalid'; readonly errors: object };

export type OutcomeKind = RowOutcome['kind'];

/** Errors of one row, as the status lists them. */
export interface RowErrors {
  readonly position: number;
  readonly errors: object;
}

const MAX_ECHO = 1024;

/** A value quoted in a stored error, cut where it is long: errors must fit beside each other in one item. */
const shortened = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > MAX_ECHO ? `${value.slice(0, MAX_ECHO)}…` : value;

export const rowErrors = (outcomes: ReadonlyMap<number, RowOutcome>): RowErrors[] =>
  [...outcomes.entries()]
    .flatMap(([position, outcome]) =>
      outcome.kind === 'invalid'
        ? [{ position, errors: JSON.parse(JSON.stringify(outcome.errors, shortened)) as object }]
        : [],
    )
    .sort((a, b) => a.position - b.position);

/** How many rows ended each way. */
export const countOutcomes = (outcomes: ReadonlyMap<number, RowOutcome>): Record<OutcomeKind, number> => {
  const counts = { created: 0, updated: 0, skipped: 0, invalid: 0 };
  for (const { kind } of outcomes.values()) counts[kind] += 1;
  return counts;
};
