import { EXIT } from '../exit-codes.ts';
import { fieldsOf, type Report } from '../output.ts';
import { type DryRunParams, dryRun } from './dry-run.ts';
import { errorsFormat, errorsText, openErrorsFile } from './errors-file.ts';

interface ReportParams extends Omit<DryRunParams, 'errors'> {
  readonly file: string;
}

const MAY_NOT_READ =
  'The token may not read members (permit BL:Api:Members:Index): rows of members that exist count as created, and missing properties are not found.';

/** `--dry-run`: says what the import would do. */
export const dryRunReport = async ({ file, plan, ...rest }: ReportParams): Promise<Report> => {
  // A file of its own name: the errors of an import that is under way must stay.
  const errors = await openErrorsFile(`${file}.dry-run`, errorsFormat(plan), 0);
  const { rows, totals, knowsMembers } = await dryRun({ plan, errors, ...rest });
  await errors.close();
  const { created, updated, refused, unmapped } = totals;
  const bad = refused + unmapped;
  if (!knowsMembers) rest.progress.say(MAY_NOT_READ);
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
