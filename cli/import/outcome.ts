import type { BulkState } from './api.ts';
import type { Batch } from './batches.ts';
import { type RowError, rowErrorsOf, wholeRow } from './errors-file.ts';
import { NOTHING, type Totals } from './journal.ts';
import { namesOf } from './map/member-rows.ts';

/** Rows of a batch, or of a part of it. */
type Rows = Pick<Batch, 'rows' | 'bad' | 'earlier'>;

export interface Outcome {
  readonly totals: Totals;
  readonly errors: readonly RowError[];
}

/** Lines by whatever the reply may call their members. */
const linesOf = ({ rows }: Rows): Map<string, number> =>
  new Map(rows.flatMap(({ line, member }) => namesOf(member).map((name) => [name, line] as const)));

/** A second member of one name gets `#` and its place in the request. */
const lineOf = (batch: Rows, lines: ReadonlyMap<string, number>, name: string): number => {
  const place = /#(\d+)$/.exec(name)?.[1];
  return lines.get(name) ?? (place === undefined ? undefined : batch.rows[Number(place)]?.line) ?? 0;
};

const refused = (batch: Rows, state: BulkState): RowError[] => {
  const lines = linesOf(batch);
  return Object.entries(state.members_errors).flatMap(([name, errors]) =>
    rowErrorsOf(lineOf(batch, lines, name), name, errors),
  );
};

/** What is said of rows whose errors the reply no longer, or not wholly, holds. */
const unreported = (batch: Rows, state: BulkState): RowError[] => {
  const count = state.members_with_validation_errors_number - Object.keys(state.members_errors).length;
  const line = batch.rows[0]?.line ?? 0;
  return count > 0 ? [wholeRow(line, 'errors_not_available', `${count} rows from this line on`)] : [];
};

const lostRows = (state: BulkState): number =>
  state.members_in_payload_number -
  state.members_created_number -
  state.members_updated_number -
  state.members_with_validation_errors_number;

const lost = (batch: Rows, state: BulkState): RowError[] => {
  const [first, last] = [batch.rows[0]?.line ?? 0, batch.rows.at(-1)?.line ?? 0];
  const count = lostRows(state);
  const text = `The bulk failed: ${count} of the rows on lines ${first} to ${last} have no outcome`;
  return count > 0 ? [wholeRow(first, 'bulk_failed', text)] : [];
};

const invalidLines = ({ bad }: Rows): number => new Set(bad.map(({ line }) => line)).size;

const byLine = (a: RowError, b: RowError): number => a.line - b.line;

/** What became of a batch that the API took and worked to its end. */
export const outcomeOf = (batch: Rows, state: BulkState): Outcome => ({
  totals: {
    created: state.members_created_number,
    updated: state.members_updated_number,
    refused: state.members_with_validation_errors_number,
    unmapped: invalidLines(batch),
    lost: lostRows(state),
    unchanged: state.members_unchanged_number ?? 0,
    newer: state.members_newer_number ?? 0,
    earlier: batch.earlier,
  },
  errors: [...batch.bad, ...refused(batch, state), ...unreported(batch, state), ...lost(batch, state)].sort(
    byLine,
  ),
});

/** What became of a batch of which nothing was sent, or that the API refused as a whole. */
export const unsentOutcome = (batch: Rows, reason: string): Outcome => ({
  totals: {
    ...NOTHING,
    refused: batch.rows.length,
    unmapped: invalidLines(batch),
    earlier: batch.earlier,
  },
  errors: [...batch.bad, ...batch.rows.map(({ line }) => wholeRow(line, 'request_refused', reason))].sort(
    byLine,
  ),
});

export const sumOf = (a: Totals, b: Totals): Totals =>
  Object.fromEntries(
    Object.keys(NOTHING).map((name) => [name, a[name as keyof Totals] + b[name as keyof Totals]]),
  ) as Record<keyof Totals, number>;

/** What became of a batch that was sent in parts. */
export const joinedOutcome = (outcomes: readonly Outcome[]): Outcome => ({
  totals: outcomes.map(({ totals }) => totals).reduce(sumOf, NOTHING),
  errors: outcomes.flatMap(({ errors }) => errors).sort(byLine),
});
