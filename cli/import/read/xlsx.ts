import { readFile } from 'node:fs/promises';
import { EncryptedFileError } from 'hucre';
import { readXlsx, type Sheet } from 'hucre/xlsx';
import { CommandFailed } from '../../failures.ts';
import { columnLetters } from '../map/column-letters.ts';
import { cellText } from './sheet-cells.ts';
import { type Source, type SourceRecord, Unreadable } from './source.ts';
import { unpackedBytes } from './zip-size.ts';

/** Most bytes of a workbook when it is unpacked: about 130,000 rows of ten columns, for which 700 MB of memory suffice. */
const LARGEST_UNPACKED = 64 * 1024 * 1024;

const AS_CSV = 'Save the sheet as "CSV UTF-8" and import that: a CSV file may have any size.';

const tooLarge = (why: string): CommandFailed => new CommandFailed(`${why} ${AS_CSV}`);

const MEGABYTE = 1024 * 1024;

const refuseLarge = async (path: string): Promise<void> => {
  const bytes = await unpackedBytes(path);
  if (bytes === undefined) throw tooLarge('The workbook does not say how large it is when it is unpacked.');
  if (bytes > LARGEST_UNPACKED)
    throw tooLarge(
      `The workbook has ${Math.ceil(bytes / MEGABYTE)} MB when it is unpacked, more than ${LARGEST_UNPACKED / MEGABYTE} MB.`,
    );
};

const REPAIR = 'Open it in a spreadsheet program and save it again, or save it as "CSV UTF-8".';

const workbookOf = async (path: string): Promise<readonly Sheet[]> => {
  try {
    await refuseLarge(path);
    return (await readXlsx(await readFile(path))).sheets;
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    if (error instanceof EncryptedFileError)
      throw new CommandFailed('The workbook has a password. Take it off and save the file again.');
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(`The workbook cannot be read: ${reason.replace(/\.$/, '')}. ${REPAIR}`, {
      cause: error,
    });
  }
};

const hasValues = ({ rows }: Sheet): boolean =>
  rows.some((row) => row.some((cell) => cellText(cell).trim() !== ''));

const namesOf = (sheets: readonly Sheet[]): string => sheets.map(({ name }) => `"${name}"`).join(', ');

const sheetOf = (sheets: readonly Sheet[], name: string | undefined): Sheet => {
  const seen = sheets.filter((sheet) => !sheet.hidden && hasValues(sheet));
  const found = name === undefined ? seen[0] : sheets.find((sheet) => sheet.name === name);
  if (found) return found;
  throw new CommandFailed(
    name === undefined
      ? 'The workbook has no visible sheet with values.'
      : `The workbook has no sheet "${name}". It has ${namesOf(sheets)}.`,
  );
};

const notesOf = (sheets: readonly Sheet[], sheet: Sheet, name: string | undefined): readonly string[] => {
  const others = sheets.filter((other) => other !== sheet && !other.hidden && hasValues(other));
  return name === undefined && others.length > 0
    ? [`The sheet "${sheet.name}" is read; the workbook also has ${namesOf(others)}. Choose with --sheet.`]
    : [];
};

/** Formulas whose result is not in the file, by row: programs that are no spreadsheet write them so. */
const uncalculated = ({ cells }: Sheet): Map<number, string> => {
  const found = new Map<number, string>();
  for (const [place, cell] of cells ?? []) {
    const [row = 0, column = 0] = place.split(',').map(Number);
    if (cell.formula !== undefined && (cell.value ?? null) === null && !found.has(row))
      found.set(row, `${columnLetters(column)}${row + 1}`);
  }
  return found;
};

function* recordsOf(sheet: Sheet): Generator<SourceRecord> {
  const formulas = uncalculated(sheet);
  for (const [index, row] of sheet.rows.entries()) {
    const line = index + 1;
    const cell = formulas.get(index);
    const cells = row.map(cellText);
    if (cell !== undefined)
      yield {
        line,
        end: line,
        value: new Unreadable(
          `The formula in cell ${cell} has no result in the file. Open it in a spreadsheet program and save it`,
        ),
      };
    else if (cells.some((text) => text.trim() !== '')) yield { line, end: line, value: cells };
  }
}

/** A sheet of an Excel workbook, read at once: its size is limited. @throws CommandFailed */
export const openXlsx = async (path: string, name: string | undefined): Promise<Source> => {
  const sheets = await workbookOf(path);
  const sheet = sheetOf(sheets, name);
  return {
    settings: { delimiter: null, encoding: null, sheet: sheet.name },
    hasCells: true,
    mayBeShort: true,
    length: sheet.rows.length,
    notes: notesOf(sheets, sheet, name),
    async *records() {
      yield* recordsOf(sheet);
    },
  };
};
