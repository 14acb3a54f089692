import { CommandFailed } from '../../failures.ts';
import { utf8Of } from './decode.ts';

interface Element {
  readonly text: string;
  /** On which it begins. */
  readonly line: number;
  /** Bytes of the text up to its end. */
  readonly end: number;
}

const [LF, CR, QUOTE, BACKSLASH, COMMA] = [0x0a, 0x0d, 0x22, 0x5c, 0x2c];
const OPENING = new Set(Buffer.from('[{'));
const CLOSING = new Set(Buffer.from(']}'));
const BLANK = new Set(Buffer.from(' \t\r\n\uFEFF'));

const broken = (line: number, why: string): CommandFailed =>
  new CommandFailed(`The file is not a JSON array from line ${line} on: ${why}.`);

/** No member is so large: a bracket or a quote is missing. */
const LARGEST_ELEMENT = 16 * 1024 * 1024;

/**
 * Finds the elements of a JSON array in a stream of bytes, by its brackets and quotes alone (RFC 8259 §2): what an
 * element holds is for a parser.
 */
export const elementFinder = () => {
  let depth = 0;
  let [isQuoted, isEscaped, wasCr, hasEnded] = [false, false, false, false];
  /** `begun`: line of the first byte of the element, 0 before it. */
  let [line, begun, offset, heldBytes] = [1, 0, 0, 0];
  let held: Buffer[] = [];

  /** Counts LF, CRLF and CR once each. */
  const noteLine = (byte: number): void => {
    if (byte === CR || (byte === LF && !wasCr)) line += 1;
    wasCr = byte === CR;
  };

  const noteQuoted = (byte: number): void => {
    if (isEscaped) isEscaped = false;
    else if (byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) isQuoted = false;
  };

  /** @returns whether an element ends before the byte */
  const noteStructure = (byte: number): boolean => {
    if (hasEnded && !BLANK.has(byte)) throw broken(line, 'something follows the array');
    if (byte === QUOTE) isQuoted = true;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    hasEnded ||= depth === 0 && CLOSING.has(byte);
    return depth === (CLOSING.has(byte) ? 0 : 1) && (byte === COMMA || CLOSING.has(byte));
  };

  const hold = (bytes: Buffer): void => {
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes > LARGEST_ELEMENT)
      throw broken(begun, `the element has more than ${LARGEST_ELEMENT / 1024 / 1024} MB`);
  };

  const takeHeld = (): string => {
    const text = Buffer.concat(held).toString();
    held = [];
    heldBytes = 0;
    return text;
  };

  function* elementsIn(chunk: Buffer): Generator<Element> {
    // Where the bytes of the element begin; -1 before the array.
    let from = depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      noteLine(byte);
      if (isQuoted) noteQuoted(byte);
      else if (noteStructure(byte)) {
        hold(chunk.subarray(from, at));
        const text = takeHeld();
        if (begun > 0) yield { text, line: begun, end: offset + at + 1 };
        else if (byte === COMMA) throw broken(line, 'there is nothing before a comma');
        from = at + 1;
        begun = 0;
      } else if (from < 0) from = depth === 1 ? at + 1 : from;
      else if (begun === 0 && !BLANK.has(byte)) begun = line;
    }
    if (depth > 0) hold(chunk.subarray(from));
    offset += chunk.length;
  }

  return {
    elementsIn,
    end(): void {
      if (!hasEnded) throw broken(line, 'it ends within the array');
    },
  };
};

/** The elements of a file that is one JSON array, read as a stream. @throws CommandFailed where the array is broken */
export async function* jsonElementsOf(path: string, encoding?: string): AsyncGenerator<Element> {
  const finder = elementFinder();
  for await (const chunk of utf8Of(path, encoding)) yield* finder.elementsIn(chunk as Buffer);
  finder.end();
}
