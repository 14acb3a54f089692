import type { Batch } from './batches.ts';
import type { ErrorsFile, RowError } from './errors-file.ts';
import { NOTHING, type Totals } from './journal.ts';
import { sumOf, unsentOutcome } from './outcome.ts';
import type { ImportPlan } from './plan.ts';
import type { ClubReads } from './predict/club-reads.ts';
import { type KnownMembers, openKnownMembers } from './predict/known-members.ts';
import { errorsOfRow, payloadOf, type ValidationRules, valueErrors } from './predict/member-rules.ts';
import { predictRow } from './predict/predict-row.ts';
import { readMembersOf } from './predict/read-batch.ts';
import { repeatedNames } from './predict/repeated-names.ts';
import type { Progress } from './progress.ts';

interface DryRun {
  readonly rows: number;
  readonly totals: Totals;
  /** False when the token may not read members: then rows of members that exist are among the created. */
  readonly knowsMembers: boolean;
}

export interface DryRunParams {
  readonly plan: ImportPlan;
  readonly rules: ValidationRules;
  readonly reads: ClubReads;
  readonly errors: ErrorsFile;
  readonly progress: Progress;
}

interface BatchOutcome {
  readonly totals: Totals;
  readonly errors: readonly RowError[];
}

/** Without members, only the values of rows can be validated. */
const outcomeByValues = ({ rows }: Batch, rules: ValidationRules): BatchOutcome => {
  const check = valueErrors(rules);
  const wrong = rows.map(check).filter((found) => found.length > 0);
  const totals = { ...NOTHING, created: rows.length - wrong.length, refused: wrong.length };
  return { totals, errors: wrong.flat() };
};

const outcomeByMembers = ({ rows }: Batch, known: KnownMembers, rules: ValidationRules): BatchOutcome => {
  const totals = { ...NOTHING };
  const errors: RowError[] = [];
  for (const [position, row] of rows.entries()) {
    const payload = payloadOf(row, rules);
    const prediction = predictRow(payload, known, rules);
    if (typeof prediction === 'string') totals[prediction] += 1;
    else {
      totals.refused += 1;
      errors.push(...errorsOfRow(row, payload, position, prediction.errors, rules));
    }
  }
  return { totals, errors };
};

/**
 * Predicts what an import would do: reads, maps and checks the whole file against the members that there are, and sends
 * nothing. Rows count in the order of the file.
 */
export const dryRun = async ({ plan, rules, reads, errors, progress }: DryRunParams): Promise<DryRun> => {
  const known = openKnownMembers();
  let [rows, knowsMembers] = [0, true];
  let totals: Totals = NOTHING;
  progress.start(plan.length, 0);
  try {
    const mayReturn = await repeatedNames(plan.batches(), rules.schema.country);
    for await (const batch of plan.batches()) {
      knowsMembers &&= await readMembersOf(batch.rows, known, rules, reads);
      const bad = unsentOutcome({ ...batch, rows: [] }, '');
      const outcome = knowsMembers ? outcomeByMembers(batch, known, rules) : outcomeByValues(batch, rules);
      known.keepOnly(({ properties }) => mayReturn(properties));
      rows += batch.records;
      totals = [totals, bad.totals, outcome.totals].reduce(sumOf);
      await errors.write([...bad.errors, ...outcome.errors].sort((a, b) => a.line - b.line));
      progress.update(batch.end, rows);
    }
  } finally {
    progress.stop();
  }
  return { rows, totals, knowsMembers };
};
