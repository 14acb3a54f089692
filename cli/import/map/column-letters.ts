const LETTERS = 26;

/** A column as spreadsheets name it: 0 is A, 25 Z, 26 AA. */
export const columnLetters = (index: number): string =>
  (index < LETTERS ? '' : columnLetters(Math.floor(index / LETTERS) - 1)) +
  String.fromCharCode('A'.charCodeAt(0) + (index % LETTERS));
