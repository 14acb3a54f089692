/** A parameter of a request that is true or false, in any of its spellings (contract §1.5). */
type FlagSpelling = boolean | 'true' | 'false' | '1' | '0' | 1 | 0;

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<FlagSpelling, boolean>([
  [true, true],
  ['true', true],
  ['1', true],
  [1, true],
  [false, false],
  ['false', false],
  ['0', false],
  [0, false],
]);

/** @returns nothing for what was not sent, and for `null` */
export const flagOf = (value: FlagSpelling | null | undefined): boolean | undefined => FLAGS.get(value);

/** @param value an integer, or its digits @returns nothing for what was not sent, and for `null` */
export const integerOf = (value: number | string | null | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);

/** @param value an id as text or number @returns nothing for what was not sent, and for `null` */
export const idOf = (value: number | string | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value);
