import type { ImportOperation } from '#shared/domain/bulk/import-bulk.ts';
import { EXIT } from '../exit-codes.ts';
import { fieldsOf, type Report } from '../output.ts';
import { type ErrorsFile, errorsText } from './errors-file.ts';
import type { Totals } from './journal.ts';

interface Ended {
  readonly importId: string;
  readonly errors: ErrorsFile;
  readonly operation: ImportOperation;
  readonly isDry: boolean;
}

/** What became of rows that restore: the API counts what it left as it is among the updated. */
const decisions = ({ created, updated, unchanged, newer, earlier }: Totals) => ({
  Created: created,
  Updated: updated - unchanged - newer,
  Unchanged: unchanged,
  'Newer here': newer,
  ...(earlier > 0 && { 'Not changed since': earlier }),
});

/** What an import has done, or with `isDry` would do. */
export const importReport = (totals: Totals, { importId, errors, operation, isDry }: Ended): Report => {
  const { created, updated, refused, unmapped, lost, unchanged, newer, earlier } = totals;
  const bad = refused + unmapped + lost;
  const restores = operation === 'restore';
  const text = fieldsOf({
    [isDry ? 'Dry run' : 'Import']: importId,
    Rows: created + updated + earlier + bad,
    ...(restores ? decisions(totals) : { Created: created, Updated: updated }),
    Refused: refused,
    'Not sent': unmapped,
    ...(lost > 0 && { 'Without an outcome': lost }),
  });
  const counts = { created, updated, refused, unmapped, lost };
  return {
    json: {
      ...(isDry && { dry_run: true }),
      import_id: importId,
      ...counts,
      ...(restores && { unchanged, newer, earlier }),
      errors_file: bad > 0 ? errors.path : null,
    },
    text: text + (bad > 0 ? errorsText(errors) : ''),
    exitCode: bad > 0 ? EXIT.incomplete : EXIT.done,
  };
};
