/** What is counted of a bulk: of a whole job (contract §3.2) or of one bulk of an import (contract §4.3). */
export interface LedgerCounts {
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

type BulkStatus = 'waiting' | 'in_progress' | 'finished' | 'fatal_error';

/** First matching row wins. Validation errors never make a job fatal. */
const STATUSES: readonly (readonly [BulkStatus, (job: LedgerCounts) => boolean])[] = [
  ['fatal_error', (job) => job.done >= job.chunks && job.failed > 0],
  ['finished', (job) => job.done >= job.chunks],
  ['in_progress', (job) => job.started || job.done > 0],
  ['waiting', () => true],
];

export const bulkStatus = (job: LedgerCounts): BulkStatus =>
  STATUSES.find(([, holds]) => holds(job))?.[0] ?? 'waiting';

/** Why a row that restores left a member as it is: it says the same, or the member changed here later (contract §4.6). */
type LeftAsIs = 'unchanged' | 'newer';

/** What became of one row. */
export type RowOutcome =
  | { readonly kind: 'created' | 'skipped' }
  | { readonly kind: 'updated'; readonly left?: LeftAsIs }
  | { readonly kind: 'invalid'; readonly errors: object };

type OutcomeKind = RowOutcome['kind'];

/** Errors of one row, as the status lists them. */
export interface RowErrors {
  readonly position: number;
  /** What names the member in an import's errors (contract §4.3). */
  readonly key?: string;
  readonly errors: object;
}

const MAX_ECHO = 1024;

/** A value quoted in a stored error, cut where it is long: errors must fit beside each other in one item. */
const shortened = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > MAX_ECHO ? `${value.slice(0, MAX_ECHO)}…` : value;

/** @param keyOf what names the member of a row, where errors are reported by name */
export const rowErrors = (
  outcomes: ReadonlyMap<number, RowOutcome>,
  keyOf?: (position: number) => string,
): RowErrors[] =>
  [...outcomes.entries()]
    .flatMap(([position, outcome]) =>
      outcome.kind === 'invalid'
        ? [
            {
              position,
              ...(keyOf && { key: keyOf(position) }),
              errors: JSON.parse(JSON.stringify(outcome.errors, shortened)) as object,
            },
          ]
        : [],
    )
    .sort((a, b) => a.position - b.position);

/** How many rows ended each way, and of the updated ones, how many left the member as it is. */
export type OutcomeCounts = Readonly<Record<OutcomeKind, number> & Partial<Record<LeftAsIs, number>>>;

export const countOutcomes = (outcomes: ReadonlyMap<number, RowOutcome>): OutcomeCounts => {
  const counts = { created: 0, updated: 0, skipped: 0, invalid: 0 };
  const left: Partial<Record<LeftAsIs, number>> = {};
  for (const outcome of outcomes.values()) {
    counts[outcome.kind] += 1;
    if (outcome.kind === 'updated' && outcome.left) left[outcome.left] = (left[outcome.left] ?? 0) + 1;
  }
  return { ...counts, ...left };
};
