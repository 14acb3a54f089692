/** A child process with a warm Vitest: for each job it puts one mutant in place and runs the tests asked for. */
import type { Change } from './place.ts';
import { MEMORY, runTests, startRunner, type TestSelection } from './test-runner.ts';
import { type Active, mutating } from './transform.ts';

export interface Job {
  /** Absent = the sources as they are. */
  readonly mutant?: Change & { readonly file: string };
  readonly selection: TestSelection;
}

export interface Answer {
  readonly failure?: { readonly at: string; readonly message: string };
}

const active: Active = { mutant: undefined };
const vitest = await startRunner({
  database: process.argv[2] ?? MEMORY,
  plugins: [mutating(active)],
  bail: true,
});
const forget = (mutant: Active['mutant']): void => {
  if (mutant) vitest.invalidateFile(`${process.cwd()}/${mutant.file}`);
};

process.on('message', async ({ mutant, selection }: Job) => {
  if (
    mutant?.start !== active.mutant?.start ||
    mutant?.text !== active.mutant?.text ||
    mutant?.file !== active.mutant?.file
  ) {
    forget(active.mutant);
    active.mutant = mutant;
    forget(mutant);
  }
  const { failure } = await runTests(vitest, [selection]);
  process.send?.({ ...(failure && { failure }) } satisfies Answer);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
