/** Which tests are asked before others. A test file is loaded once in each round, so rounds are few. */
export interface Round {
  /** Only the test that noticed the mutant in an earlier source. */
  readonly remembered?: true;
  /** Only tests about the mutant: few tests reach it, or the test file's path has a word in common with the source's. */
  readonly near?: true;
  readonly mostOfAFile?: number;
  readonly mostMs?: number;
}

export const ROUNDS: Readonly<Record<'quick' | 'all', readonly Round[]>> = {
  quick: [{ remembered: true }, { near: true, mostOfAFile: 8, mostMs: 1000 }],
  all: [{ mostOfAFile: 12, mostMs: 1000 }, {}],
};
