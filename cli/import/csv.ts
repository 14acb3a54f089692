import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { CommandFailed } from '../failures.ts';
import type { SourceRecord } from './source.ts';

interface Parsed {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number; readonly bytes: number };
}

const lineBreaks = (text: string): number => text.split(/\r\n|\n|\r/).length - 1;

/** The line on which a record begins: the parser tells the one on which it ends. */
const firstLine = ({ raw, info }: Parsed): number => info.lines - lineBreaks(raw.replace(/[\r\n]+$/, ''));

/**
 * The records of a CSV file, the header first, read as a stream.
 * @throws CommandFailed where the quoting goes wrong: what follows could not be trusted
 */
export async function* readCsv(path: string, delimiter: string): AsyncGenerator<SourceRecord> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const input = createReadStream(path, { highWaterMark: 256 * 1024 });
  input.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const parsed of parser as AsyncIterable<Parsed>) {
      yield { line: firstLine(parsed), end: parsed.info.bytes, value: parsed.record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CommandFailed(`The file is not CSV from line ${error['lines'] ?? '?'} on: ${error.message}.`, {
      cause: error,
    });
  } finally {
    input.destroy();
  }
}
