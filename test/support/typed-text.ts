import fc from 'fast-check';

/** Zero-width and direction marks, as pasted text brings them along. */
export const INVISIBLE = [
  '\u200b',
  '\u200c',
  '\u200d',
  '\ufeff',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202e',
  '\u2066',
  '\u00ad',
];
export const SPACES = [' ', '\t', '\u00a0', '\u2003', '\u202f', '\u3000'];

export function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0));
}

/** Puts `marks` in between the characters of `text`, chosen by `picks`. */
export function sprinkled(text: string, marks: readonly string[], picks: readonly number[]): string {
  return [...text].map((char, i) => char + (picks[i] === undefined ? '' : (marks[picks[i]] ?? ''))).join('');
}

/** Choices for `sprinkled`: which mark goes behind which character. */
export const picks = fc.array(fc.nat({ max: 20 }), { maxLength: 40 });
