import { isUtf8 } from 'node:buffer';

/** What a reading of all bytes of a file has found. */
export interface ByteScan {
  /** Well-formed UTF-8 throughout; ASCII is. */
  readonly isUtf8: boolean;
  /** Characters beyond ASCII that are well-formed UTF-8, in parts of the file that hold malformed ones too. */
  readonly wellFormed: number;
  readonly malformed: number;
  /** Bytes beyond ASCII that occur. */
  readonly high: ReadonlySet<number>;
  /** NUL bytes at even and at odd places. */
  readonly nuls: readonly [even: number, odd: number];
  readonly bytes: number;
  /** Some bytes around the first one that is not UTF-8. */
  readonly sample: Buffer;
  /** The line that they are on. */
  readonly sampleLine: number;
}

const LF = 0x0a;
const SAMPLE_BEFORE = 24;
const SAMPLE_AFTER = 40;
const LONGEST_CHARACTER = 4;

/** Length of the beginning of a character at the end of a chunk: its rest is in the next one. */
const unfinished = (bytes: Buffer): number => {
  for (let length = 1; length < LONGEST_CHARACTER && length <= bytes.length; length += 1) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return byte >= 0xf0 || (byte >= 0xe0 && length < 3) || length < 2 ? length : 0;
  }
  return 0;
};

const firstMalformed = (bytes: Buffer): number => {
  let from = 0;
  let to = bytes.length;
  while (to - from > 1) {
    const middle = from + Math.floor((to - from) / 2);
    const half = bytes.subarray(0, middle);
    if (isUtf8(half.subarray(0, middle - unfinished(half)))) from = middle;
    else to = middle;
  }
  return from;
};

const linesIn = (bytes: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
};

/** Collects what a file's bytes say of its encoding, chunk by chunk, without keeping them. */
export const scanBytes = () => {
  const high = new Set<number>();
  const nuls: [number, number] = [0, 0];
  let [bytes, lines, wellFormed, malformed] = [0, 1, 0, 0];
  let pending = Buffer.alloc(0);
  let sample = Buffer.alloc(0);
  let sampleLine = 0;

  const noteMalformed = (held: Buffer): void => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(held);
    malformed += text.match(/\uFFFD/g)?.length ?? 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
    wellFormed += text.match(/[^\u0000-\u007F\uFFFD]/gu)?.length ?? 0;
    if (sample.length > 0) return;
    const at = firstMalformed(held);
    const start = held.lastIndexOf(LF, at) + 1;
    sample = Buffer.from(held.subarray(Math.max(start, at - SAMPLE_BEFORE), at + SAMPLE_AFTER));
    sampleLine = lines + linesIn(held.subarray(0, at));
  };

  const noteBytes = (chunk: Buffer): void => {
    // An index, because an iterator takes ten times as long over gigabytes.
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte >= 0x80) high.add(byte);
      else if (byte === 0) nuls[(bytes + at) % 2 === 0 ? 0 : 1] += 1;
    }
    bytes += chunk.length;
  };

  const noteText = (held: Buffer): void => {
    if (!isUtf8(held)) noteMalformed(held);
    lines += linesIn(held);
  };

  return {
    add(chunk: Buffer): void {
      noteBytes(chunk);
      const held = Buffer.concat([pending, chunk]);
      const end = held.length - unfinished(held);
      noteText(held.subarray(0, end));
      pending = Buffer.from(held.subarray(end));
    },
    end(): ByteScan {
      noteText(pending);
      return { isUtf8: malformed === 0, wellFormed, malformed, high, nuls, bytes, sample, sampleLine };
    },
  };
};
