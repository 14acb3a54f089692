import { Transform } from 'node:stream';

const QUOTE = 0x22;
const EQUALS = 0x3d;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads cells such as `="4790000001"`, with which exports keep a spreadsheet from taking digits for a number, as the
 * text in them: the sign before the quote is dropped, so that what follows is a quoted cell (RFC 4180 §2).
 */
export const withoutTextFormulas = (delimiter: string): Transform => {
  const separators = new Set([...Buffer.from(delimiter), LF, CR]);
  let beginsCell = true;
  let isQuoted = false;
  let holdsSign = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = Buffer.alloc(chunk.length + 1);
      let length = 0;
      const keep = (byte: number) => {
        kept[length] = byte;
        length += 1;
      };
      for (const byte of chunk) {
        if (holdsSign && byte !== QUOTE) {
          keep(EQUALS);
          beginsCell = false;
        }
        holdsSign = beginsCell && byte === EQUALS;
        if (holdsSign) continue;
        if (byte === QUOTE && (isQuoted || beginsCell)) isQuoted = !isQuoted;
        beginsCell = !isQuoted && separators.has(byte);
        // A doubled quote ends the quoting and begins it again.
        if (byte === QUOTE && !isQuoted) beginsCell = true;
        keep(byte);
      }
      done(null, kept.subarray(0, length));
    },
    flush(done) {
      done(null, holdsSign ? Buffer.of(EQUALS) : undefined);
    },
  });
};
