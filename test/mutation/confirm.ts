/** Draws verdicts of processes that ran many mutants and makes them anew, each in a process that runs one. */
import type { Mutant } from './mutants.ts';
import type { Result } from './results.ts';
import { testProcess } from './runner-process.ts';
import { MEMORY, type TestSelection } from './test-runner.ts';

const LIMIT_MS = 120_000;

interface Kill {
  readonly mutant: Mutant;
  readonly by: NonNullable<Result['by']>;
}

const sample = <T>(all: readonly T[], count: number): T[] =>
  all
    .map((one) => ({ one, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ one }) => one);

/** @returns those that the test does not notice, or fails without, when nothing else runs before it */
export const confirm = async (
  kills: readonly Kill[],
  count: number,
  say: (line: string) => void,
): Promise<Kill[]> => {
  const runner = testProcess(MEMORY);
  const wrong: Kill[] = [];
  const fails = async (selection: TestSelection, mutant?: Mutant): Promise<boolean> => {
    const answer = await runner.run({ selection, ...(mutant && { mutant }) }, LIMIT_MS);
    return answer === undefined || answer.failure !== undefined;
  };
  try {
    for (const kill of sample(kills, count)) {
      const { mutant, by } = kill;
      const alone: TestSelection = { file: by.file, names: [by.test] };
      // A test may need what those before it left; then only the whole file says something.
      const selection = (await fails(alone)) ? { file: by.file } : alone;
      const isConfirmed = (await fails(selection, mutant)) && !(await fails(selection));
      if (!isConfirmed) wrong.push(kill);
      say(
        `${isConfirmed ? 'confirmed' : 'WRONG    '}  ${mutant.file}:${mutant.line} ${mutant.id} by ${by.file} > ${by.test}`,
      );
    }
    return wrong;
  } finally {
    runner.stop();
  }
};
