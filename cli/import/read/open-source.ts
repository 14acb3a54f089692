import { delimiterOf, readCsv } from './csv.ts';
import { detectEncoding } from './detect-encoding.ts';
import { bytesOfUnit } from './encodings.ts';
import type { Format } from './formats.ts';
import type { Inspected } from './inspect.ts';
import { readJson } from './json.ts';
import type { Source } from './source.ts';
import { openXlsx } from './xlsx.ts';

/** What an operator says of a file; the rest is found in it. */
interface SourceOptions {
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  readonly sheet?: string | undefined;
}

interface Opening {
  readonly inspected: Inspected;
  readonly options: SourceOptions;
  /** Of the club. */
  readonly languages: readonly string[];
}

const textOf = ({ inspected, options, languages }: Opening) => {
  const { scan, head, file } = inspected;
  const { encoding, note } = detectEncoding({ scan, head, languages }, options.encoding);
  return { encoding, notes: note ? [note] : [], length: Math.ceil(file.bytes / bytesOfUnit(encoding)) };
};

const OPENERS: Readonly<Record<Format, (opening: Opening) => Promise<Source>>> = {
  csv: async (opening) => {
    const { encoding, notes, length } = textOf(opening);
    const { path } = opening.inspected;
    const delimiter = opening.options.delimiter ?? (await delimiterOf(path, encoding));
    return {
      settings: { delimiter, encoding, sheet: null },
      hasCells: true,
      mayBeShort: false,
      length,
      notes,
      records: () => readCsv(path, delimiter, encoding),
    };
  },
  json: async (opening) => {
    const { encoding, notes, length } = textOf(opening);
    const { path } = opening.inspected;
    return {
      settings: { delimiter: null, encoding, sheet: null },
      hasCells: false,
      mayBeShort: false,
      length,
      notes,
      records: () => readJson(path, encoding),
    };
  },
  xlsx: ({ inspected, options }) => openXlsx(inspected.path, options.sheet),
};

/** How the records of a file are read. @throws CommandFailed saying what to do with one that cannot be */
export const openSource = (opening: Opening): Promise<Source> => OPENERS[opening.inspected.format](opening);
