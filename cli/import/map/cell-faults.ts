import { isUtf8 } from 'node:buffer';

/** The bytes of windows-1252 by their characters (WHATWG Encoding Standard). */
const WINDOWS_1252: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    byte,
  ]),
);

/** A lead byte and a continuation byte of UTF-8, as windows-1252 shows them; all else is no such text. */
const LEAD = /[\u00C2-\u00F4]/;

/** What a text was before UTF-8 was read as windows-1252: `BjÃ¸rn` was `Bjørn`. */
const misread = (text: string): string | undefined => {
  if (!LEAD.test(text)) return undefined;
  const bytes = [...text].map((character) => WINDOWS_1252.get(character));
  if (bytes.some((byte) => byte === undefined)) return undefined;
  const buffer = Buffer.from(bytes as number[]);
  return isUtf8(buffer) ? buffer.toString() : undefined;
};

/** Errors of formulas, in the language of the program that wrote them. */
const ERROR_VALUE = /^#(?:[\p{Lu}\d_/]{2,12}[!?]|N\/A|I\/T|NV|S\/O)$/u;
const TOO_NARROW = /^#{3,}$/;

/** What has happened to a cell before it came here, whatever its column: its value is not in the file. */
const FAULTS: readonly ((text: string) => string | undefined)[] = [
  (text) =>
    text.includes('\uFFFD')
      ? 'holds bytes that cannot be decoded. Export the file again as CSV UTF-8, or pass --encoding'
      : undefined,
  (text) => (ERROR_VALUE.test(text) ? 'is the error of a formula. Mend it in the spreadsheet' : undefined),
  (text) =>
    TOO_NARROW.test(text)
      ? 'was written by a column too narrow for its value. Widen it in the spreadsheet and save again'
      : undefined,
  (text) => {
    const meant = misread(text);
    return meant === undefined
      ? undefined
      : `is "${meant}", read in a wrong encoding. Export the file again as CSV UTF-8`;
  },
];

export const faultOf = (text: string): string | undefined => {
  for (const find of FAULTS) {
    const fault = find(text);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

/** A number of many digits as Excel shows it in a narrow cell, and as it then saves it. */
const SHORTENED = /^[+-]?\d(?:[.,]\d+)?E\+\d{2,3}$/i;

/** Whether digits of a text are gone because a spreadsheet took it for a number. */
export const isShortened = (text: string): boolean => SHORTENED.test(text);

export const SHORTENED_TEXT =
  'was shortened by Excel, and its digits are not in the file. Format the column as text in the original and export it again';
