import { IMPORT_MAX_MEMBERS } from '#shared/contracts/member-imports.ts';
import { type RowError, wholeRow } from './errors-file.ts';
import { canonicalOf, type MappingRules, type MemberRow, mapRecord } from './map/member-rows.ts';
import type { SourceRecord } from './read/source.ts';

export interface SentRow {
  readonly line: number;
  readonly member: MemberRow;
}

/** The rows of one request: always the same for the same file, so that a resumed run makes the same requests. */
export interface Batch {
  /** Request number, from 1. */
  readonly number: number;
  readonly rows: readonly SentRow[];
  /** What is wrong with the rows that are not sent. */
  readonly bad: readonly RowError[];
  /** Rows that are not sent: they have not changed since the time that was asked for. */
  readonly earlier: number;
  /** Records of the file in it. */
  readonly records: number;
  /** Bytes of the file up to its end. */
  readonly end: number;
}

const notSent = (line: number, problem: string): RowError => wholeRow(line, 'not_sent', problem);

/** Well below what the gateway and the function take. */
const MAX_BATCH_BYTES = 3 * 1024 * 1024;

/** The API refuses a request in which two members share an identifier; the later row stays behind. */
const withoutDuplicates = (rows: readonly SentRow[], rules: MappingRules): Pick<Batch, 'rows' | 'bad'> => {
  const seen = new Map<string, number>();
  const kept: SentRow[] = [];
  const bad: RowError[] = [];
  for (const row of rows) {
    const names = (['email', 'msisdn'] as const).flatMap((identifier) => {
      const value = canonicalOf(row.member, identifier, rules);
      return value === undefined ? [] : [`${identifier} ${value}`];
    });
    const duplicate = names.find((name) => seen.has(name));
    if (duplicate === undefined) {
      for (const name of names) seen.set(name, row.line);
      kept.push(row);
    } else bad.push(notSent(row.line, `The same ${duplicate} is on line ${seen.get(duplicate)}`));
  }
  return { rows: kept, bad };
};

/** How rows are made of records, and which of them are sent. */
export interface RowRules extends MappingRules {
  /** What is wrong with the values of a row; a row with errors is not sent. Absent = the API says it. */
  readonly check?: ((row: SentRow) => readonly RowError[]) | undefined;
  /** Rows that have not changed since are not sent; milliseconds. Absent = all are. */
  readonly since?: number | undefined;
}

/** A row whose time cannot be read is sent, and the API says what is wrong with it. */
const isEarlier = ({ updated_at, created_at }: MemberRow, since: number): boolean =>
  Date.parse(String(updated_at ?? created_at)) < since;

const mappedRow = (record: SourceRecord, rules: RowRules): SentRow | readonly RowError[] | 'earlier' => {
  const mapped = mapRecord(record, rules);
  if ('problems' in mapped) return mapped.problems.map((problem) => notSent(record.line, problem));
  if (rules.since !== undefined && isEarlier(mapped.member, rules.since)) return 'earlier';
  const row = { line: record.line, member: mapped.member };
  const errors = rules.check?.(row) ?? [];
  return errors.length > 0 ? errors : row;
};

const batchOf = (number: number, records: readonly SourceRecord[], rules: RowRules): Batch => {
  const all = records.map((record) => mappedRow(record, rules));
  const mapped = all.filter((one) => one !== 'earlier');
  const { rows, bad } = withoutDuplicates(
    mapped.filter((one) => 'member' in one),
    rules,
  );
  const wrong = mapped.flatMap((one) => ('member' in one ? [] : one));
  const end = records.at(-1)?.end ?? 0;
  const earlier = all.length - mapped.length;
  return { number, rows, bad: [...wrong, ...bad], earlier, records: records.length, end };
};

/** Cuts the file by records and bytes of the file itself, including records that cannot be mapped. */
export async function* batchesOf(
  records: AsyncIterable<SourceRecord>,
  rules: RowRules,
): AsyncGenerator<Batch> {
  let number = 0;
  let held: SourceRecord[] = [];
  let start = 0;
  for await (const record of records) {
    const isFull = held.length === IMPORT_MAX_MEMBERS || record.end - start > MAX_BATCH_BYTES;
    if (isFull && held.length > 0) {
      number += 1;
      start = held.at(-1)?.end ?? 0;
      yield batchOf(number, held, rules);
      held = [];
    }
    held.push(record);
  }
  if (held.length > 0) yield batchOf(number + 1, held, rules);
}
