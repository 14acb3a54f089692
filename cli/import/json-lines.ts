import { open } from 'node:fs/promises';
import { parseExactly } from '#shared/exact-json.ts';
import { withinJsonLimits } from '#shared/json-limits.ts';
import { CommandFailed } from '../failures.ts';
import { linesOf } from './lines.ts';
import { TOO_COMPLEX } from './odd-rows.ts';
import { type SourceRecord, Unreadable } from './source.ts';

const asObject = (text: string): Readonly<Record<string, unknown>> | Unreadable => {
  // What a decoder leaves of bytes that are no UTF-8; JSON has an escape for the character itself.
  if (text.includes('\uFFFD')) return new Unreadable('The line is not UTF-8');
  // Before anything recurses over it.
  if (!withinJsonLimits(text)) return new Unreadable(TOO_COMPLEX);
  try {
    const value = parseExactly(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : new Unreadable('The line is not a JSON object');
  } catch {
    return new Unreadable('The line is not JSON');
  }
};

/** An array may be one line of gigabytes: its first bytes suffice. */
const HEAD_BYTES = 4096;
const ARRAY = /^\uFEFF?\s*\[/;

const beginsAsArray = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return ARRAY.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
};

const notJsonLines = (path: string): CommandFailed =>
  new CommandFailed(
    `This is JSON, not JSON Lines: ${path} must hold one member a line, each an object. Convert an array with: jq -c '.[]'`,
  );

/** How a file begins that is one JSON value over many lines: no line of it can be a member. */
const WHOLE_JSON = /^\s*(?:\[|\{\s*$)/;

/**
 * The records of a JSON Lines file, read as a stream; blank lines are none.
 * @throws CommandFailed where the whole file is one JSON value
 */
export async function* readJsonLines(path: string): AsyncGenerator<SourceRecord> {
  if (await beginsAsArray(path)) throw notJsonLines(path);
  let line = 0;
  let isFirst = true;
  for await (const { text: raw, end } of linesOf(path)) {
    line += 1;
    const text = line === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (text.trim() === '') continue;
    if (isFirst && WHOLE_JSON.test(text)) throw notJsonLines(path);
    isFirst = false;
    yield { line, end, value: asObject(text) };
  }
}
