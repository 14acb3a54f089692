import { CommandFailed } from '../../failures.ts';
import type { SourceRecord } from '../read/source.ts';
import { isShortened } from './cell-faults.ts';
import type { Column } from './columns.ts';

const SAMPLE = 100;

/** From this share on it is the column that is destroyed, and not a cell. */
const MOST = 0.5;

const cellsOf = async (records: AsyncIterable<SourceRecord>): Promise<(readonly string[])[]> => {
  const rows: (readonly string[])[] = [];
  for await (const { value } of records) {
    if (Array.isArray(value)) rows.push(value);
    if (rows.length === SAMPLE) break;
  }
  return rows;
};

const isText = ({ read }: Column): boolean => 'problem' in read('1E+10');

/**
 * Refuses a file of which Excel has shortened a column: most of its numbers are `4.79E+09`, and their digits are gone.
 * @param records of the file, without the header
 * @throws CommandFailed
 */
export const refuseShortened = async (
  records: AsyncIterable<SourceRecord>,
  columns: readonly (Column | undefined)[],
): Promise<void> => {
  const rows = await cellsOf(records);
  for (const [index, column] of columns.entries()) {
    if (!column || !isText(column)) continue;
    const cells = rows.flatMap((row) => row[index]?.trim() || []);
    const shortened = cells.filter(isShortened);
    if (shortened.length === 0 || shortened.length < MOST * cells.length) continue;
    throw new CommandFailed(
      `Excel has shortened the numbers of the column "${column.title}" (${shortened[0]}): their digits are not in the file. Format the column as text in the original and export it again, or leave it out with --skip-column "${column.title}".`,
    );
  }
};
