import { utf8Of } from './decode.ts';

const LF = 0x0a;
const CR = 0x0d;

interface Line {
  readonly text: string;
  /** Bytes of the text up to its end, the line break included. */
  readonly end: number;
}

interface Break {
  readonly at: number;
  readonly next: number;
}

/** A CR at the very end may be half of a CRLF. */
const breakAfter = (bytes: Buffer, from: number): Break | undefined => {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === LF) return { at, next: at + 1 };
    if (bytes[at] === CR && at + 1 < bytes.length) return { at, next: at + (bytes[at + 1] === LF ? 2 : 1) };
  }
  return undefined;
};

/**
 * The lines of a file as editors count them: LF, CRLF and CR end one, and nothing else does. `node:readline` also breaks
 * at U+2028 and U+2029, which JSON allows within a text.
 */
export async function* linesOf(path: string, encoding?: string): AsyncGenerator<Line> {
  // Chunks without a line break, which are copied once, where their line ends.
  let pending: Buffer[] = [];
  let start = 0;
  for await (const chunk of utf8Of(path, encoding)) {
    pending.push(chunk as Buffer);
    const wasCr = pending.at(-2)?.at(-1) === CR;
    if (!wasCr && !breakAfter(chunk as Buffer, 0)) continue;
    const held = Buffer.concat(pending);
    // What was pending has no line break, but for a CR at its end.
    let searched = held.length - (chunk as Buffer).length - (wasCr ? 1 : 0);
    let from = 0;
    for (let found = breakAfter(held, searched); found; found = breakAfter(held, searched)) {
      yield { text: held.toString('utf8', from, found.at), end: start + found.next };
      from = found.next;
      searched = from;
    }
    pending = [held.subarray(from)];
    start += from;
  }
  const held = Buffer.concat(pending);
  if (held.length > 0) yield { text: held.toString().replace(/\r$/, ''), end: start + held.length };
}
