import { createHash } from 'node:crypto';
import type { RowIdentifier } from '#shared/domain/bulk/bulk-request.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import type { PublishedSchema } from '#shared/domain/member-schema/view.ts';
import { CommandFailed } from '../failures.ts';
import { type Batch, batchesOf } from './batches.ts';
import { columnsOf } from './columns.ts';
import { readCsv } from './csv.ts';
import { readJsonLines } from './json-lines.ts';
import type { MappingRules } from './member-rows.ts';
import { delimiterOf, type Format, fingerprintOf, formatOf, type SourceRecord } from './source.ts';

/** What an operator asked for. */
export interface ImportParams {
  readonly file: string;
  readonly club: string;
  readonly operation: 'create' | 'update';
  /** How an update finds its members. */
  readonly by?: RowIdentifier;
  readonly multiValues?: 'replace' | 'append';
  readonly delimiter?: string;
  readonly skipColumn: readonly string[];
}

/** A file that was looked at: what it is, and how to read its rows. */
export interface ImportPlan {
  readonly format: Format;
  readonly file: { readonly bytes: number; readonly sha256: string };
  readonly delimiter: string | null;
  /** SHA-256 of the schema by which cells are read. */
  readonly schemaHash: string;
  /** Reads the file from its beginning; always the same batches. */
  batches(): AsyncGenerator<Batch>;
}

const requiredOf = ({ operation, by }: ImportParams, schema: MemberSchema): readonly RowIdentifier[] =>
  operation === 'update' ? [by ?? 'id'] : schema.identifiers;

async function* withoutFirst(records: AsyncIterable<SourceRecord>): AsyncGenerator<SourceRecord> {
  let first = true;
  for await (const record of records) {
    if (!first) yield record;
    first = false;
  }
}

const firstOf = async (records: AsyncIterable<SourceRecord>): Promise<SourceRecord | undefined> => {
  for await (const record of records) return record;
  return undefined;
};

const headerOf = async (records: AsyncIterable<SourceRecord>): Promise<readonly string[]> => {
  const first = await firstOf(records);
  if (!first) throw new CommandFailed('The file is empty.');
  return first.value as readonly string[];
};

/** What can be said of a file without the API. */
type FileFingerprint = Pick<ImportPlan, 'format' | 'file'>;

/** @throws CommandFailed when the file cannot be read, or is of no known form */
export const inspect = async (path: string): Promise<FileFingerprint> => ({
  format: formatOf(path),
  file: await fingerprintOf(path),
});

/** How the file is read; of CSV the header, by the club's schema. @throws CommandFailed */
export const planImport = async (
  params: ImportParams,
  { format, file }: FileFingerprint,
  schema: PublishedSchema,
): Promise<ImportPlan> => {
  const { file: path } = params;
  const required = requiredOf(params, schema);
  const { country } = schema;
  const schemaHash = createHash('sha256').update(JSON.stringify(schema)).digest('hex');
  if (format === 'jsonl') {
    const rules: MappingRules = { columns: [], required, country };
    await firstOf(readJsonLines(path));
    const batches = () => batchesOf(readJsonLines(path), rules);
    return { format, file, schemaHash, delimiter: null, batches };
  }
  const delimiter = params.delimiter ?? (await delimiterOf(path));
  const header = await headerOf(readCsv(path, delimiter));
  const rules: MappingRules = {
    columns: columnsOf(header, { schema, skipped: params.skipColumn }),
    required,
    country,
  };
  const batches = () => batchesOf(withoutFirst(readCsv(path, delimiter)), rules);
  return { format, file, schemaHash, delimiter, batches };
};
