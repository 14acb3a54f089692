import type { Act } from '#shared/domain/audit/act.ts';
import type { Failure } from './failures.ts';

/** What a command has to say: the same for programs and for people. */
export interface Report {
  readonly json: unknown;
  readonly text: string;
  /** Where `done` would say too much. */
  readonly exitCode?: number;
  /** What the command did, to be recorded; nothing where it changed nothing. */
  readonly act?: Pick<Act, 'clubs' | 'about'> | undefined;
}

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number;
}

/** Where a person looks: columns of the terminal; unlimited in pipes and files. */
const terminalWidth = (): number =>
  process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;

/**
 * Columns as wide as their widest cell, two blanks apart. Where a line would not fit, each row becomes lines of
 * `title  value` instead.
 */
export const tableOf = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width = terminalWidth(),
): string => {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => String(value(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const needed = widths.reduce((sum, one) => sum + one + 2, -2);
  if (needed > width) return recordsOf(columns, rows);
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const recordsOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  rows
    .map((row) => fieldsOf(Object.fromEntries(columns.map(({ title, value }) => [title, value(row)]))))
    .join('\n\n');

/** `title  value` lines of one record. */
export const fieldsOf = (fields: Readonly<Record<string, string | number>>): string => {
  const width = Math.max(...Object.keys(fields).map((title) => title.length));
  return Object.entries(fields)
    .map(([title, value]) => `${title.padEnd(width)}  ${value}`.trimEnd())
    .join('\n');
};

const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject.
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Names and properties are untrusted text: control characters, which could steer a terminal, are shown escaped. */
export const harmless = (text: string): string =>
  text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The result, and nothing else, on standard output. */
export const printReport = (report: Report, asJson: boolean): void => {
  process.stdout.write(`${asJson ? jsonText(report.json) : harmless(report.text)}\n`);
};

const failureText = ({ message, problems = [] }: Failure): string =>
  [
    `loyalty: ${message}`,
    ...problems.map(({ path, problem }) => `  ${path || '(whole file)'}: ${problem}`),
  ].join('\n');

/** Failures go to standard error in both forms, so that standard output is a result or empty. */
export const printFailure = (failure: Failure, asJson: boolean): void => {
  process.stderr.write(`${asJson ? jsonText(failure) : failureText(failure)}\n`);
};
