import { EXIT } from '../exit-codes.ts';
import type { Batch } from '../import/batches.ts';
import { type ErrorsFile, errorsText, type RowError } from '../import/errors-file.ts';
import type { DoneSoFar } from '../import/journal-file.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import type { ComparedBatch, FoundKind } from './compare-batch.ts';

type FieldCounts = Readonly<Partial<Record<FoundKind, number>>>;

/** What a verification has found so far. */
export interface Verified extends DoneSoFar {
  readonly rows: number;
  /** Members that changed here after their row. */
  readonly changed_later: number;
  /** By field. */
  readonly fields: Readonly<Record<string, FieldCounts>>;
  /** The first of each field and kind, as the errors file has them, but for long values. */
  readonly samples: readonly object[];
}

export const NOTHING_VERIFIED: Verified = {
  done: 0,
  errors_bytes: 0,
  rows: 0,
  changed_later: 0,
  fields: {},
  samples: [],
};

/** A schema may have hundreds of fields; the errors file has all of their differences. */
const MOST_SAMPLES = 50;

/** Every batch notes the samples in the journal, and a property may have 100 KB. */
const SAMPLE_LENGTH = 500;

const sampleOf = (error: RowError): object => ({
  ...error,
  details: error.details.length > SAMPLE_LENGTH ? `${error.details.slice(0, SAMPLE_LENGTH)}…` : error.details,
});

export const addedTo = (
  { fields, samples, ...before }: Verified,
  { records }: Pick<Batch, 'records'>,
  { differences, changedLater }: ComparedBatch,
): Verified => {
  const counts = new Map(Object.entries(fields));
  const more: object[] = [];
  for (const { field, kind, error } of differences) {
    const { [kind]: count = 0, ...others } = counts.get(field) ?? {};
    if (count === 0) more.push(sampleOf(error));
    counts.set(field, { ...others, [kind]: count + 1 });
  }
  return {
    ...before,
    rows: before.rows + records,
    changed_later: before.changed_later + changedLater,
    fields: Object.fromEntries(counts),
    samples: [...samples, ...more].slice(0, MOST_SAMPLES),
  };
};

const KINDS: readonly FoundKind[] = ['missing', 'extra', 'differs', 'changed_later', 'not_compared'];

const COLUMNS: readonly Column<readonly [string, FieldCounts]>[] = [
  { title: 'FIELD', value: ([field]) => field },
  ...KINDS.map((kind) => ({
    title: kind.replace('_', ' ').toUpperCase(),
    value: ([, counts]: readonly [string, FieldCounts]) => counts[kind] ?? 0,
  })),
];

const sampleText = (sample: object): string => {
  const { line, member, property, error, details } = sample as Readonly<Record<string, string | number>>;
  return `line ${line}, member ${member}: ${property} ${error} ${details}`;
};

const SHOWN_SAMPLES = 10;

interface Ended {
  readonly errors: ErrorsFile;
  /** Members that the file does not have, where that was asked for. */
  readonly extra: number | undefined;
}

export const verifyReport = (verified: Verified, { errors, extra }: Ended): Report => {
  const { rows, changed_later, fields, samples } = verified;
  const sumOf = (kinds: readonly FoundKind[]) =>
    Object.values(fields).reduce(
      (sum, counts) => sum + kinds.reduce((of, kind) => of + (counts[kind] ?? 0), 0),
      0,
    );
  const differences = sumOf(KINDS.filter((kind) => kind !== 'changed_later'));
  const isListed = differences + sumOf(['changed_later']) + (extra ?? 0) > 0;
  const text = [
    fieldsOf({
      Rows: rows,
      Differences: differences,
      'Changed here later': changed_later,
      ...(extra !== undefined && { 'Not in the file': extra }),
    }),
    ...(Object.keys(fields).length > 0 ? [tableOf(COLUMNS, Object.entries(fields))] : []),
    ...(samples.length > 0 ? [samples.slice(0, SHOWN_SAMPLES).map(sampleText).join('\n')] : []),
  ].join('\n\n');
  return {
    json: {
      rows,
      differences,
      changed_later,
      ...(extra !== undefined && { extra_members: extra }),
      fields,
      samples,
      errors_file: isListed ? errors.path : null,
    },
    text: text + (isListed ? errorsText(errors) : ''),
    exitCode: differences + (extra ?? 0) > 0 ? EXIT.incomplete : EXIT.done,
  };
};
