import type { RowOutcome } from '#shared/domain/bulk/bulk-job.ts';
import { notFoundErrors, takenErrors } from '#shared/domain/members/member-errors.ts';
import { RetryLater } from '#shared/errors.ts';
import { createRows } from './create-rows.ts';
import { type Depth, resolveRows } from './resolve.ts';
import type { Attempt, Resolution, Row, RowContext } from './row.ts';
import { updateRows } from './update-rows.ts';

const MAX_ROUNDS = 6;

/**
 * Passwords are hashed for some rows at a time, less than a second, so that a function whose time runs out has work to
 * show; as many as one call inserts.
 */
const BATCH_SIZE_WITH_PASSWORDS = 25;
const BATCH_SIZE = 100;

/** Rows that may be written side by side: at most one for each member. */
const independent = (resolutions: ReadonlyMap<Row, Resolution>): Map<Row, Resolution> => {
  const members = new Set<number>();
  const targetOf = (row: Row, resolution: Resolution): number | undefined => {
    if (resolution.kind === 'update') return resolution.member.id;
    return resolution.kind === 'create' ? row.id : undefined;
  };
  return new Map(
    [...resolutions].filter(([row, resolution]) => {
      const target = targetOf(row, resolution);
      if (target === undefined) return true;
      if (members.has(target)) return false;
      members.add(target);
      return true;
    }),
  );
};

const missingErrors = ({ options }: RowContext) => notFoundErrors(options.update_by ?? 'id');

const runRound = async (
  context: RowContext,
  rows: readonly Row[],
  depth: Depth,
): Promise<Map<Row, Attempt>> => {
  const resolutions = independent(await resolveRows(context, rows, depth));
  const made = new Map<Row, Attempt>();
  const toCreate = [];
  const toUpdate = [];
  for (const [row, resolution] of resolutions) {
    if (resolution.kind === 'made') made.set(row, { kind: 'created' });
    else if (resolution.kind === 'missing')
      made.set(row, { kind: 'invalid', errors: missingErrors(context) });
    // The member with its id was not looked up: it may be newer than the row, which then takes nothing.
    else if (resolution.kind === 'taken' && depth === 'first') made.set(row, 'again');
    else if (resolution.kind === 'taken')
      made.set(row, { kind: 'invalid', errors: takenErrors(resolution.names) });
    else if (resolution.kind === 'create') toCreate.push({ row, held: resolution.held });
    else if (resolution.kind === 'update') toUpdate.push({ row, ...resolution });
  }
  // Updates first: they may free an identifier, never take one that a new member was promised.
  const updated = await updateRows(context, toUpdate);
  const created = await createRows(context, toCreate, depth);
  return new Map([...made, ...updated, ...created]);
};

const batchesOf = (rows: readonly Row[]): Row[][] => {
  const hashes = rows.some(({ payload }) => payload.password ?? payload.password_hash);
  const size = hashes ? BATCH_SIZE_WITH_PASSWORDS : BATCH_SIZE;
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, n) =>
    rows.slice(n * size, (n + 1) * size),
  );
};

/**
 * Brings every row to its outcome. Safe to run again after any crash, and beside any other writer.
 * @param first the chunk was never worked on before
 * @throws RetryLater when rows are left: another writer is creating the same member, or time is up
 */
export const processRows = async (
  context: RowContext,
  rows: readonly Row[],
  first: boolean,
): Promise<Map<number, RowOutcome>> => {
  const outcomes = new Map<number, RowOutcome>();
  let open = batchesOf(rows);
  let depth: Depth = first ? 'first' : 'full';
  for (let round = 1; round <= MAX_ROUNDS && open.length > 0; round += 1) {
    const left: Row[][] = [];
    for (const slice of open) {
      context.checkTime();
      const attempts = await runRound(context, slice, depth);
      for (const [row, attempt] of attempts) if (attempt !== 'again') outcomes.set(row.position, attempt);
      const again = slice.filter(({ position }) => !outcomes.has(position));
      if (again.length > 0) left.push(again);
    }
    open = left;
    depth = 'full';
  }
  if (open.length > 0) throw new RetryLater('Rows are left');
  return outcomes;
};
