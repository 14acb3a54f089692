import type { RowIdentifier } from '#shared/domain/bulk/bulk-request.ts';
import type { ImportOperation } from '#shared/domain/bulk/import-bulk.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import type { PublishedSchema } from '#shared/domain/member-schema/view.ts';
import { CommandFailed } from '../failures.ts';
import { type Batch, batchesOf, type RowRules } from './batches.ts';
import { type Column, columnsOf, titlesNotIn } from './map/columns.ts';
import { type Mapping, valueRules } from './map/mapping.ts';
import { refuseShortened } from './map/shortened-columns.ts';
import { type MappingParams, mappingOf } from './plan-mapping.ts';
import { schemaHash, type ValidationRules, valueErrors } from './predict/member-rules.ts';
import type { Inspected } from './read/inspect.ts';
import { openSource } from './read/open-source.ts';
import { type Source, type SourceRecord, type SourceSettings, Unreadable } from './read/source.ts';

/** What an operator asked for. */
export interface ImportParams extends MappingParams {
  readonly file: string;
  readonly club: string;
  readonly operation: ImportOperation;
  /** How an update finds its members. */
  readonly by?: RowIdentifier;
  readonly multiValues?: 'replace' | 'append';
  /** Only rows that changed since; ISO 8601. */
  readonly since?: string;
}

/** A file that was looked at: what it is, and how to read its rows. */
export interface ImportPlan {
  readonly file: Inspected['file'];
  /** Whether rows are cells with titles, or JSON. */
  readonly hasCells: boolean;
  /** What `end` of the last batch is, about. */
  readonly length: number;
  readonly settings: SourceSettings;
  /** All that decides how rows are read, with every column named. */
  readonly mapping: Mapping;
  /** SHA-256 of the schema by which cells are read. */
  readonly schemaHash: string;
  /** What the operator should know of how the file is read. */
  readonly notes: readonly string[];
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

const firstOf = async ({ records }: Source): Promise<SourceRecord> => {
  for await (const record of records()) return record;
  throw new CommandFailed('The file has no rows.');
};

const headerOf = async (source: Source): Promise<readonly string[]> => {
  const { value } = await firstOf(source);
  if (value instanceof Unreadable) throw new CommandFailed(`The header cannot be read: ${value.reason}.`);
  return value as readonly string[];
};

/** The mapping with what was found in the file. */
const completed = (
  mapping: Mapping,
  header: readonly string[],
  columns: readonly (Column | undefined)[],
  { encoding, delimiter, sheet }: SourceSettings,
): Mapping => ({
  ...mapping,
  ...(encoding !== null && { encoding }),
  ...(delimiter !== null && { delimiter }),
  ...(sheet !== null && mapping.sheet !== undefined && { sheet }),
  columns: Object.fromEntries(
    columns.map((column, index) => [header[index]?.trim() ?? '', column?.name ?? null]),
  ),
});

const missingTitles = (
  header: readonly string[],
  { columns = {} }: Mapping,
  params: ImportParams,
): readonly string[] => {
  const missing = titlesNotIn(header, Object.keys(columns));
  if (missing.length === 0) return [];
  const text = `The file has no column ${missing.map((title) => `"${title}"`).join(', ')}, of which the mapping speaks.`;
  if (params.mapping !== undefined) return [text];
  throw new CommandFailed(`${text} It has ${header.map((title) => `"${title.trim()}"`).join(', ')}.`);
};

/**
 * How the file is read; a header by the club's schema.
 * @param validation rows with values that are invalid by it are not sent
 * @throws CommandFailed, UsageError
 */
export const planImport = async (
  params: ImportParams,
  inspected: Inspected,
  schema: PublishedSchema,
  validation?: ValidationRules,
): Promise<ImportPlan> => {
  const mapping = await mappingOf(params);
  const values = valueRules(mapping);
  const source = await openSource({ inspected, options: mapping, languages: schema.languages });
  const check = validation && valueErrors(validation);
  const since = params.since === undefined ? undefined : Date.parse(params.since);
  const base = { required: requiredOf(params, schema), country: schema.country, check, since };
  const plan = { file: inspected.file, schemaHash: schemaHash(schema), ...source };
  if (!source.hasCells) {
    await firstOf(source);
    const batches = () => batchesOf(source.records(), { ...base, columns: [] });
    return { ...plan, mapping, batches };
  }
  const header = await headerOf(source);
  const absent = missingTitles(header, mapping, params);
  const columns = columnsOf(header, {
    schema,
    values,
    mapped: mapping.columns ?? {},
    restores: params.operation === 'restore',
  });
  await refuseShortened(withoutFirst(source.records()), columns);
  const rules: RowRules = { ...base, columns, mayBeShort: source.mayBeShort, trim: values.trim };
  return {
    ...plan,
    notes: [...source.notes, ...absent],
    mapping: completed(mapping, header, columns, source.settings),
    batches: () => batchesOf(withoutFirst(source.records()), rules),
  };
};
