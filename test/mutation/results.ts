/** Verdicts on disk: a run that was cut short goes on where it stopped, and unchanged mutants are not run again. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** `survived` is one that passed every test that reaches it; what is not asked yet is `open`. */
export type Verdict = 'killed' | 'survived' | 'timeout' | 'open';

export interface Result {
  readonly file: string;
  readonly hash: string;
  readonly id: string;
  readonly verdict: Verdict;
  /** The test that noticed it, and what it said. */
  readonly by?: { readonly file: string; readonly test: string; readonly message: string };
  /** Whether its process ran other mutants before. */
  readonly many?: true;
  /** Of the tests that could notice it; a change asks survivors again. */
  readonly evidence: string;
  /** Test files asked, of all that reach it; none reaches what no test can notice. */
  readonly asked: number;
  readonly of: number;
  /** Milliseconds of tests that it might take. */
  readonly budget?: number;
  readonly ms: number;
}

const PATH = 'node_modules/.cache/mutation/results.jsonl';

const keyOf = ({ file, id }: Pick<Result, 'file' | 'id'>): string => `${file} ${id}`;

const nameOf = ({ file, id }: Pick<Result, 'file' | 'id'>): string => `${basename(file)} ${id}`;

interface Results {
  /** The last verdict, perhaps of an older source, or of a file of the same name in another folder. */
  last(mutant: Pick<Result, 'file' | 'id'>): Result | undefined;
  add(result: Result): void;
  /** Mutants noticed so far, by `<source> <test file>`. */
  kills(): Map<string, number>;
}

export const openResults = (): Results => {
  mkdirSync(dirname(PATH), { recursive: true });
  const lines = existsSync(PATH) ? readFileSync(PATH, 'utf8').split('\n').filter(Boolean) : [];
  const known = lines.map((line) => JSON.parse(line) as Result);
  const results = new Map(known.map((result) => [keyOf(result), result]));
  const moved = new Map(known.map((result) => [nameOf(result), result]));
  return {
    last: (mutant) => results.get(keyOf(mutant)) ?? moved.get(nameOf(mutant)),
    kills: () => {
      const kills = new Map<string, number>();
      for (const { file, by } of results.values()) {
        const key = `${file} ${by?.file}`;
        if (by) kills.set(key, (kills.get(key) ?? 0) + 1);
      }
      return kills;
    },
    add: (result) => {
      results.set(keyOf(result), result);
      appendFileSync(PATH, `${JSON.stringify(result)}\n`);
    },
  };
};
