/**
 * Encodings of text, by labels of the WHATWG Encoding Standard (`TextDecoder`), and what the bytes of a file say of
 * their own.
 */

/** A mark at the beginning of a file that says its encoding (Unicode Standard, byte order mark). */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

export const markedEncoding = (head: Uint8Array): string | undefined =>
  MARKS.find(([, mark]) => mark.every((byte, at) => head[at] === byte))?.[0];

/** The name of an encoding that can be decoded, in the spelling of the standard; nothing for an unknown label. */
export const knownEncoding = (label: string): string | undefined => {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
};

const UNITS: Readonly<Record<string, number>> = { 'utf-16le': 2, 'utf-16be': 2 };

/** Bytes of a common character: decoded, it is one byte of UTF-8. */
export const bytesOfUnit = (encoding: string): number => UNITS[encoding] ?? 1;

/** Languages that windows-1252 writes in full; a club of others may have files in encodings of the same bytes. */
const WESTERN = new Set('da de en es fi fo fr ga is it nb nl nn no pt sv'.split(' '));

const isWestern = (language: string): boolean => WESTERN.has(language.toLowerCase().split(/[-_]/)[0] ?? '');

export const areWestern = (languages: readonly string[]): boolean => languages.every(isWestern);

/** Letters of Western languages and the signs that word processors put among them, as windows-1252 has them. */
const LIKELY = /^[\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FFŠšŽžŒœŸªº€£§°´·«»–—‘’‚“”„…\u00A0]$/u;

/** Whether each of the bytes beyond ASCII is one that text in windows-1252 has. */
export const isLikelyWestern = (bytes: Iterable<number>): boolean => {
  const decoder = new TextDecoder('windows-1252');
  return [...bytes].every((byte) => LIKELY.test(decoder.decode(Uint8Array.of(byte))));
};

/** Encodings in which a sample is shown when nothing says which one it has. */
export const CANDIDATES = [
  'windows-1252',
  'windows-1250',
  'iso-8859-2',
  'macintosh',
  'windows-1251',
] as const;
