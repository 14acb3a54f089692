import { extname } from 'node:path';
import { CommandFailed } from '../../failures.ts';

export type Format = 'csv' | 'xlsx' | 'json';

const EXTENSIONS: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.txt': 'csv',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.json': 'json',
};

const EXPORT = 'Open it in a spreadsheet program and save it as .xlsx or "CSV UTF-8".';

interface Signature {
  /** The first bytes, in hexadecimal. */
  readonly bytes?: string;
  /** What the beginning of the file holds besides, as Latin-1. */
  readonly holds?: RegExp;
  readonly format?: Format;
  /** Why a file of this kind is not read, and what to do. */
  readonly refusal?: string;
}

const ZIP = '504b0304';

/** What files are by their beginning, whatever they are called; the first that matches counts. */
const SIGNATURES: readonly Signature[] = [
  {
    bytes: ZIP,
    holds: /mimetypeapplication\/vnd\.oasis/,
    refusal: `This is an OpenDocument spreadsheet. ${EXPORT}`,
  },
  { bytes: ZIP, holds: /Index\/Document\.iwa/, refusal: `This is a Numbers document. ${EXPORT}` },
  { bytes: ZIP, format: 'xlsx' },
  {
    bytes: 'd0cf11e0',
    refusal: `This is an Excel workbook of the old form (.xls), or one with a password. Take the password off. ${EXPORT}`,
  },
  { bytes: '1f8b', refusal: 'The file is compressed (gzip). Unpack it first.' },
  { bytes: '25504446', refusal: 'This is a PDF. Ask for the list as a spreadsheet.' },
  {
    holds: /^(?:\xEF\xBB\xBF)?\s*<(?:!doctype html|html|table|head|meta)\b/i,
    refusal: `This is an HTML page, as some systems export under the name of a spreadsheet. ${EXPORT}`,
  },
  { holds: /^(?:\xEF\xBB\xBF)?\s*<\?xml/i, refusal: `This is XML. ${EXPORT}` },
];

const matches = (head: Buffer, { bytes = '', holds }: Signature): boolean =>
  head.toString('hex', 0, bytes.length / 2) === bytes && (holds?.test(head.toString('latin1')) ?? true);

/** Bytes that tell signatures apart. */
export const HEAD_BYTES = 4096;

/** What a file is, by its content and then by its name. @throws CommandFailed saying what to do with another one */
export const formatOf = (path: string, head: Uint8Array): Format => {
  const known = SIGNATURES.find((signature) => matches(Buffer.from(head), signature));
  if (known?.refusal) throw new CommandFailed(known.refusal);
  const named = EXTENSIONS[extname(path).toLowerCase()];
  const format = known?.format ?? named;
  if (!format)
    throw new CommandFailed(
      `What the file is cannot be told from its name: ${path}. Rename it to .csv, .tsv, .xlsx, .jsonl or .json.`,
    );
  if (format === 'xlsx' && !known)
    throw new CommandFailed(
      `${path} is named like an Excel workbook and is none. If it is text, rename it to .csv.`,
    );
  return format;
};
