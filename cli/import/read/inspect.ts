import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CommandFailed } from '../../failures.ts';
import { type ByteScan, scanBytes } from './byte-scan.ts';
import { type Format, formatOf, HEAD_BYTES } from './formats.ts';

/** What can be said of a file without the API. */
export interface Inspected {
  readonly path: string;
  readonly format: Format;
  readonly file: { readonly bytes: number; readonly sha256: string };
  readonly head: Uint8Array;
  readonly scan: ByteScan;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads a file once from end to end. @throws CommandFailed when it cannot be read, or is of no known format */
export const inspect = async (path: string): Promise<Inspected> => {
  const hash = createHash('sha256');
  const scan = scanBytes();
  let head = Buffer.alloc(0);
  let format: Format | undefined;
  const chunks = createReadStream(path, { highWaterMark: 1024 * 1024 });
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
      format ??= formatOf(path, head);
      hash.update(chunk);
      if (format !== 'xlsx') scan.add(chunk);
    }
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(`The file cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  if (!format) throw new CommandFailed('The file is empty.');
  const sha256 = hash.digest('hex');
  return { path, format, file: { bytes: chunks.bytesRead, sha256 }, head, scan: scan.end() };
};
