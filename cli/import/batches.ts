import { IMPORT_MAX_MEMBERS } from '#shared/contracts/member-imports.ts';
import { canonicalOf, type MappingRules, type MemberRow, mapRecord } from './map/member-rows.ts';
import type { SourceRecord } from './read/source.ts';

/** A row of the file that was not sent, and why. */
interface BadRow {
  readonly line: number;
  readonly problem: string;
}

export interface SentRow {
  readonly line: number;
  readonly member: MemberRow;
}

/** The rows of one request: always the same for the same file, so that a resumed run makes the same requests. */
export interface Batch {
  /** Request number, from 1. */
  readonly number: number;
  readonly rows: readonly SentRow[];
  readonly bad: readonly BadRow[];
  /** Records of the file in it. */
  readonly records: number;
  /** Bytes of the file up to its end. */
  readonly end: number;
}

/** Well below what the gateway and the function take. */
const MAX_BATCH_BYTES = 3 * 1024 * 1024;

/** The API refuses a request in which two members share an identifier; the later row stays behind. */
const withoutDuplicates = (rows: readonly SentRow[], rules: MappingRules): Pick<Batch, 'rows' | 'bad'> => {
  const seen = new Map<string, number>();
  const kept: SentRow[] = [];
  const bad: BadRow[] = [];
  for (const row of rows) {
    const names = (['email', 'msisdn'] as const).flatMap((identifier) => {
      const value = canonicalOf(row.member, identifier, rules);
      return value === undefined ? [] : [`${identifier} ${value}`];
    });
    const duplicate = names.find((name) => seen.has(name));
    if (duplicate === undefined) {
      for (const name of names) seen.set(name, row.line);
      kept.push(row);
    } else bad.push({ line: row.line, problem: `The same ${duplicate} is on line ${seen.get(duplicate)}` });
  }
  return { rows: kept, bad };
};

const batchOf = (number: number, records: readonly SourceRecord[], rules: MappingRules): Batch => {
  const rows: SentRow[] = [];
  const unmapped: BadRow[] = [];
  for (const record of records) {
    const mapped = mapRecord(record, rules);
    if ('member' in mapped) rows.push({ line: record.line, member: mapped.member });
    else for (const problem of mapped.problems) unmapped.push({ line: record.line, problem });
  }
  const { rows: kept, bad } = withoutDuplicates(rows, rules);
  const end = records.at(-1)?.end ?? 0;
  return { number, rows: kept, bad: [...unmapped, ...bad], records: records.length, end };
};

/** Cuts the file by records and bytes of the file itself, including records that cannot be mapped. */
export async function* batchesOf(
  records: AsyncIterable<SourceRecord>,
  rules: MappingRules,
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
