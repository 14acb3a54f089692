import { CsvError, parse } from 'csv-parse';
import { CommandFailed } from '../../failures.ts';
import { utf8Of } from './decode.ts';
import { delimiterIn, namedDelimiter } from './delimiter.ts';
import type { SourceRecord } from './source.ts';
import { withoutTextFormulas } from './text-formulas.ts';

interface Parsed {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly bytes: number };
}

const lineBreaks = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

/**
 * Finds the line on which each record begins, from the records' own text: the parser's count takes a CRLF in a
 * quoted cell for two lines, and it gives blank lines to the record that follows.
 */
const lineCounter = () => {
  let next = 1;
  return (raw: string): number => {
    const blank = lineBreaks(/^[\r\n]*/.exec(raw)?.[0] ?? '');
    const line = next + blank;
    next += lineBreaks(raw);
    return line;
  };
};

const BEGINNING = 64 * 1024;

/** The delimiter of a CSV file, by its header. */
export const delimiterOf = async (path: string, encoding?: string): Promise<string> => {
  let beginning = Buffer.alloc(0);
  for await (const chunk of utf8Of(path, encoding)) {
    beginning = Buffer.concat([beginning, chunk as Buffer]);
    if (beginning.length >= BEGINNING) break;
  }
  return delimiterIn(beginning.toString('utf8', 0, BEGINNING));
};

const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/**
 * The records of a CSV file, the header first, read as a stream; rows of empty cells are none.
 * @throws CommandFailed where the quoting goes wrong: what follows could not be trusted
 */
export async function* readCsv(
  path: string,
  delimiter: string,
  encoding?: string,
): AsyncGenerator<SourceRecord> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const lineOf = lineCounter();
  const input = utf8Of(path, encoding);
  input
    .on('error', (error) => parser.destroy(error))
    .pipe(withoutTextFormulas(delimiter))
    .pipe(parser);
  try {
    for await (const parsed of parser as AsyncIterable<Parsed>) {
      const line = lineOf(parsed.raw);
      if (line === 1 && namedDelimiter(parsed.raw.replace(/[\r\n]+$/, ''))) continue;
      if (isEmpty(parsed.record)) continue;
      yield { line, end: parsed.info.bytes, value: parsed.record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CommandFailed(
      `The file is not CSV from line ${error['lines'] ?? '?'} on: ${error.message}. A quote within a quoted cell must be doubled.`,
      { cause: error },
    );
  } finally {
    input.destroy();
  }
}
