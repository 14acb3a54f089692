import { UsageError } from '../../failures.ts';

/** What a cell's word means. */
export type BooleanWords = ReadonlyMap<string, boolean>;

const pairs = (yes: readonly string[], no: readonly string[]): [string, boolean][] => [
  ...yes.map((word): [string, boolean] => [word, true]),
  ...no.map((word): [string, boolean] => [word, false]),
];

export const DEFAULT_BOOLEANS: BooleanWords = new Map(pairs(['true', 'yes', '1'], ['false', 'no', '0']));

const wordsIn = (text: string): string[] =>
  text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim().toLowerCase()]));

/**
 * Words for yes and no beside the usual ones: `ja/nei`, or several of each, `ja,j/nei,n`.
 * @throws UsageError
 */
export const booleanWords = (text: string): BooleanWords => {
  const sides = text.split('/').map(wordsIn);
  const [yes = [], no = []] = sides;
  if (sides.length !== 2 || yes.length === 0 || no.length === 0 || yes.some((word) => no.includes(word)))
    throw new UsageError(`--booleans takes the words for yes and no, as in ja/nei: ${text}`);
  return new Map([...DEFAULT_BOOLEANS, ...pairs(yes, no)]);
};
