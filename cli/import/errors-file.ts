import { open, rm } from 'node:fs/promises';
import type { MemberErrors } from '#shared/domain/members/member-errors.ts';
import { rowReasonOf } from './reasons.ts';

/** One thing that is wrong with a row of the file. */
export interface RowError {
  readonly line: number;
  /** The row's identifier, where the API names one. */
  readonly member: string;
  /** Attribute or property; empty = the row as a whole. */
  readonly property: string;
  readonly error: string;
  /** The code's extra fields as JSON. */
  readonly details: string;
  /** What is wrong, in words. */
  readonly reason: string;
}

/** What is wrong with a row as a whole. */
export const wholeRow = (line: number, error: string, reason: string): RowError => ({
  line,
  member: '',
  property: '',
  error,
  details: '',
  reason,
});

type Leaf = Readonly<Record<string, unknown>>;

/** The errors of a member, of whatever attribute, each with its property (contract §1.9.1). */
export const leavesOf = (errors: MemberErrors): Leaf[] =>
  Object.values(errors).flatMap((entries) =>
    (entries ?? []).flatMap((entry) =>
      typeof entry.error === 'object' ? Object.values(entry.error).flat() : [entry as Leaf],
    ),
  );

/** The errors of one member (contract §1.9.1), one by one. */
export const rowErrorsOf = (line: number, member: string, errors: object): RowError[] =>
  leavesOf(errors as MemberErrors).map(({ error, property, ...details }) => ({
    line,
    member,
    property: String(property ?? ''),
    error: String(error),
    details: Object.keys(details).length > 0 ? JSON.stringify(details) : '',
    reason: rowReasonOf(String(error), String(property ?? ''), details),
  }));

const COLUMNS = ['line', 'member', 'property', 'error', 'details', 'reason'] as const;

/** Spreadsheets run a cell that begins so; an apostrophe keeps it text (OWASP CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

const csvCell = (value: string | number): string => {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** For files of cells a table, for JSON its lines. */
export type ErrorsFormat = 'csv' | 'jsonl';

/** Without it Excel reads UTF-8 as the code page of the machine. */
const BYTE_ORDER_MARK = '\uFEFF';

const FORMS: Readonly<Record<ErrorsFormat, { header: string; line: (error: RowError) => string }>> = {
  csv: {
    header: `${BYTE_ORDER_MARK}${COLUMNS.join(',')}\n`,
    line: (error) => `${COLUMNS.map((column) => csvCell(error[column])).join(',')}\n`,
  },
  jsonl: { header: '', line: (error) => `${JSON.stringify(error)}\n` },
};

export interface ErrorsFile {
  readonly path: string;
  /** @returns the size of the file then */
  write(errors: readonly RowError[]): Promise<number>;
  /** Leaves no file behind when it holds no error. */
  close(): Promise<void>;
}

export const errorsFormat = ({ hasCells }: { readonly hasCells: boolean }): ErrorsFormat =>
  hasCells ? 'csv' : 'jsonl';

export const errorsText = ({ path }: Pick<ErrorsFile, 'path'>): string =>
  `\n\nWhat is wrong with which line is in ${path}`;

const errorsPath = (file: string, format: ErrorsFormat): string => `${file}.errors.${format}`;

/**
 * Opens the file for the rows that did not make it; only its owner may read it, for it names members.
 * @param size where an interrupted run left it; what is beyond was not accounted for
 */
export const openErrorsFile = async (
  file: string,
  format: ErrorsFormat,
  size: number,
): Promise<ErrorsFile> => {
  const path = errorsPath(file, format);
  const { header, line } = FORMS[format];
  const handle = await open(path, size > 0 ? 'r+' : 'w', 0o600);
  await handle.truncate(size);
  let end = size;
  const append = async (text: string): Promise<void> => {
    const { bytesWritten } = await handle.write(text, end);
    end += bytesWritten;
  };
  return {
    path,
    async write(errors) {
      if (errors.length === 0) return end;
      await append((end === 0 ? header : '') + errors.map(line).join(''));
      return end;
    },
    async close() {
      await handle.close();
      if (end === 0) await rm(path, { force: true });
    },
  };
};
