import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CommandFailed } from '../failures.ts';

const FORMATS = ['csv', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

/** One record of the file, with the line on which it begins and the bytes of the file up to its end. */
export interface SourceRecord {
  /** Counted from 1, as editors do; the header is line 1. */
  readonly line: number;
  readonly end: number;
  /** Cells of a CSV record; a JSON value of a JSONL line; `Unreadable` where it is neither. */
  readonly value: readonly string[] | Readonly<Record<string, unknown>> | Unreadable;
}

/** A line that cannot be read. */
export class Unreadable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

const EXTENSIONS: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

export const formatOf = (path: string): Format => {
  const format = EXTENSIONS[extname(path).toLowerCase()];
  if (!format) throw new CommandFailed(`Not a .csv or .jsonl file: ${path}. Rename it.`);
  return format;
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Size in bytes and SHA-256 of a file's content, read once from end to end. */
export const fingerprintOf = async (path: string): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
    return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
  } catch (error) {
    throw new CommandFailed(`The file cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
};

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What spreadsheets write into the first line to say the delimiter; it is no record. */
export const SEPARATOR_LINE = /^[\uFEFF\uFFFD]*sep=(.)$/i;

/**
 * The delimiter that the first line names, or that it holds most of; semicolons are what spreadsheets of much of Europe
 * write.
 */
export const delimiterOf = async (path: string): Promise<string> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
    const header = buffer.toString('utf8', 0, bytesRead).split(/[\r\n]/)[0] ?? '';
    const named = SEPARATOR_LINE.exec(header)?.[1];
    if (named) return named;
    const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
    return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
  } finally {
    await file.close();
  }
};
