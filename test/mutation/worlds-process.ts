/** A child process with the simulated worlds loaded once: it says which seeds reach what, or runs seeds with a mutant in place. */
import { registerHooks } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installObservers, takeReached } from './infection.ts';
import { filesOf, mutatedFile, ROOMS } from './mutants.ts';
import { choose, schemata } from './schemata.ts';
import { probed } from './transform.ts';

export interface Seed {
  readonly world: string;
  readonly seed: number;
}

export interface WorldsJob {
  /** Its place among the mutants of all rooms; absent = the sources as they are. */
  readonly mutant?: number;
  readonly seeds: readonly Seed[];
}

export interface WorldsAnswer {
  readonly violation?: Seed & { readonly text: string };
  /** In the mode `reach`: what the seeds reached, each probe as `<file> <start>-<end>`. */
  readonly reached?: readonly (readonly string[])[];
}

/** A schedule takes some hundred events; one that takes so many does not end. */
const MAX_STEPS = 20_000;

const mode = process.argv[2] as 'reach' | 'mutants';
const files = ROOMS.flatMap(filesOf).map(mutatedFile);
const numbers = new Map(files.flatMap(({ mutants }) => mutants).map((mutant, number) => [mutant, number]));
const texts = new Map(
  files.map((file) => [
    file.file,
    mode === 'reach' ? probed(file) : schemata(file, (mutant) => numbers.get(mutant) ?? -1).source,
  ]),
);
globalThis.__choose = choose;
if (mode === 'reach') installObservers();
registerHooks({
  load: (url, context, next) => {
    const source = url.startsWith('file:')
      ? texts.get(relative(process.cwd(), fileURLToPath(url)))
      : undefined;
    return source === undefined
      ? next(url, context)
      : { format: 'module-typescript', source, shortCircuit: true };
  },
});
// What a mutant leaves behind unheard is no answer; the world's judgement is.
process.on('unhandledRejection', () => {});

const { prepare, simulate } = await import('../simulation/simulate.ts');
const { WORLDS } = await import('../simulation/worlds/all.ts');
const stages = new Map<string, Awaited<ReturnType<typeof prepare>>>();
for (const world of WORLDS) stages.set(world.name, await prepare({ ...world, maxSteps: MAX_STEPS }));
takeReached();
Error.stackTraceLimit = 0;

const run = async ({ world, seed }: Seed): Promise<string | undefined> => {
  const stage = stages.get(world);
  if (!stage) throw new Error(`No world ${world}`);
  return (await simulate(stage, seed)).violations[0];
};

process.on('message', async ({ mutant, seeds }: WorldsJob) => {
  globalThis.__mutant = mutant;
  const reached: string[][] = [];
  let violation: WorldsAnswer['violation'];
  for (const seed of seeds) {
    const text = await run(seed);
    if (mode === 'reach') reached.push(takeReached());
    if (text !== undefined) violation = { ...seed, text };
    if (violation && mode === 'mutants') break;
  }
  process.send?.({
    ...(violation && { violation }),
    ...(mode === 'reach' && { reached }),
  } satisfies WorldsAnswer);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
