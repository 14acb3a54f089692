import type { Failure } from './failures.ts';

/** What a command has to say: the same for programs and for people. */
export interface Report {
  readonly json: unknown;
  readonly text: string;
  /** Where `done` would say too much. */
  readonly exitCode?: number;
}

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number;
}

/** Columns as wide as their widest cell, two blanks apart. */
export const tableOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => String(value(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** `title  value` lines of one record. */
export const fieldsOf = (fields: Readonly<Record<string, string | number>>): string => {
  const width = Math.max(...Object.keys(fields).map((title) => title.length));
  return Object.entries(fields)
    .map(([title, value]) => `${title.padEnd(width)}  ${value}`.trimEnd())
    .join('\n');
};

const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);

/** The result, and nothing else, on standard output. */
export const printReport = (report: Report, asJson: boolean): void => {
  process.stdout.write(`${asJson ? jsonText(report.json) : report.text}\n`);
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
