import { EXIT } from '../exit-codes.ts';
import { fieldsOf, type Report } from '../output.ts';
import { dryRun } from './dry-run.ts';
import { errorsFormat, errorsText, openErrorsFile } from './errors-file.ts';
import type { ImportPlan } from './plan.ts';
import type { ClubReads } from './predict/club-reads.ts';
import type { JudgingRules } from './predict/member-rules.ts';
import type { Progress } from './progress.ts';

interface Rehearsed {
  readonly file: string;
  readonly plan: ImportPlan;
  readonly rules: JudgingRules;
  readonly reads: ClubReads;
  readonly progress: Progress;
}

const BLIND =
  'The token may not read members (permit BL:Api:Members:Index): rows of members that exist count as created, and missing properties are not found.';

/** `--dry-run`: says what the import would do. */
export const rehearse = async ({ file, plan, ...rest }: Rehearsed): Promise<Report> => {
  // A file of its own name: the errors of an import that is under way must stay.
  const errors = await openErrorsFile(`${file}.dry-run`, errorsFormat(plan), 0);
  const { rows, totals, knowsMembers } = await dryRun({ plan, errors, ...rest });
  await errors.close();
  const { created, updated, refused, unmapped } = totals;
  const bad = refused + unmapped;
  if (!knowsMembers) rest.progress.say(BLIND);
  const text = fieldsOf({
    Rows: rows,
    'Would be created': created,
    'Would be updated': updated,
    'Would be refused': refused,
    'Would not be sent': unmapped,
  });
  const counts = { rows, created, updated, refused, unmapped, good: created + updated, invalid: refused };
  return {
    json: { dry_run: true, ...counts, errors_file: bad > 0 ? errors.path : null },
    text: text + (bad > 0 ? errorsText(errors) : ''),
    exitCode: bad > 0 ? EXIT.incomplete : EXIT.done,
  };
};
