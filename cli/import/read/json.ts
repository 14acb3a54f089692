import { parseExactly } from '#shared/exact-json.ts';
import { withinJsonLimits } from '#shared/json-limits.ts';
import { CommandFailed } from '../../failures.ts';
import { TOO_COMPLEX } from '../map/odd-rows.ts';
import { utf8Of } from './decode.ts';
import { jsonElementsOf } from './json-elements.ts';
import { linesOf } from './lines.ts';
import { type SourceRecord, Unreadable } from './source.ts';

const asObject = (text: string, what: string): Readonly<Record<string, unknown>> | Unreadable => {
  // What a decoder leaves of bytes that are no text; JSON has an escape for the character itself.
  if (text.includes('\uFFFD')) return new Unreadable(`${what} is not UTF-8`);
  // Before anything recurses over it.
  if (!withinJsonLimits(text)) return new Unreadable(TOO_COMPLEX);
  try {
    const value = parseExactly(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : new Unreadable(`${what} is not a JSON object`);
  } catch {
    return new Unreadable(`${what} is not JSON`);
  }
};

/** An array may be one line of gigabytes: its first bytes suffice. */
const HEAD_BYTES = 4096;
const ARRAY = /^\uFEFF?\s*\[/;

const beginsAsArray = async (path: string, encoding: string | undefined): Promise<boolean> => {
  for await (const chunk of utf8Of(path, encoding)) {
    const text = (chunk as Buffer).toString('utf8', 0, HEAD_BYTES);
    if (text.replace('\uFEFF', '').trim() !== '') return ARRAY.test(text);
  }
  return false;
};

const notLines = (path: string): CommandFailed =>
  new CommandFailed(
    `${path} is one JSON object over many lines. It must be an array of members, or JSON Lines: one member a line. Take the list out of it, for example with: jq '.members'`,
  );

/** How a file begins that is one JSON object over many lines: no line of it can be a member. */
const WHOLE_OBJECT = /^\s*\{\s*$/;

async function* membersInLines(path: string, encoding: string | undefined): AsyncGenerator<SourceRecord> {
  let line = 0;
  let isFirst = true;
  for await (const { text: raw, end } of linesOf(path, encoding)) {
    line += 1;
    const text = line === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (text.trim() === '') continue;
    if (isFirst && WHOLE_OBJECT.test(text)) throw notLines(path);
    isFirst = false;
    yield { line, end, value: asObject(text, 'The line') };
  }
}

async function* membersInArray(path: string, encoding: string | undefined): AsyncGenerator<SourceRecord> {
  for await (const { text, line, end } of jsonElementsOf(path, encoding))
    yield { line, end, value: asObject(text, 'The element') };
}

/**
 * The records of a file of JSON Lines (blank lines are none) or of one JSON array, read as a stream.
 * @throws CommandFailed where the whole file is one JSON object
 */
export async function* readJson(path: string, encoding?: string): AsyncGenerator<SourceRecord> {
  yield* (await beginsAsArray(path, encoding))
    ? membersInArray(path, encoding)
    : membersInLines(path, encoding);
}
