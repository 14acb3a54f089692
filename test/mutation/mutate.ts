/**
 * Mutation run: changes one guard at a time and asks the tests that reach it whether they notice.
 * `npm run mutate -- --help` names the options.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startDynamo } from '../../local/engines/dynamodb.ts';
import { decide, type Evidence, stillHolds } from './decide.ts';
import { dryRun } from './dry-run.ts';
import { EQUIVALENT } from './equivalent.ts';
import { filesOf, type MutatedFile, mutatedFile, ROOMS } from './mutants.ts';
import { type Judged, lineOf, summary, unnoticed } from './report.ts';
import { openResults, type Result } from './results.ts';
import type { Answer, Job } from './runner.ts';
import { type RunnerProcess, testProcess } from './runner-process.ts';
import { MEMORY } from './test-runner.ts';
import { askWorlds } from './worlds.ts';

const HELP = `npm run mutate -- [options]
  --room <folder>   one of ${ROOMS.join(', ')}; may be repeated, and is then the order
  --file <text>     only sources whose path contains it
  --tests <text>    asks only test files whose path contains it; may be repeated
  --from <n>        leaves out the first n mutants
  --minutes <n>     stops after so long; the next run goes on there
  --workers <n>     runs so many mutants at a time (1)
  --budget <n>      seconds of tests, as of the dry run, that a mutant may take (15)
  --only <who>      worlds: asks the simulated worlds only; tests: leaves them out
  --local           asks DynamoDB Local instead of the model of it in memory
  --report          runs nothing, prints what is known
`;

const { values: options } = parseArgs({
  options: {
    room: { type: 'string', multiple: true },
    file: { type: 'string' },
    tests: { type: 'string', multiple: true, default: [''] },
    from: { type: 'string', default: '0' },
    minutes: { type: 'string', default: 'Infinity' },
    workers: { type: 'string', default: '1' },
    budget: { type: 'string', default: '15' },
    only: { type: 'string' },
    local: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const equivalent = new Set(EQUIVALENT.map(({ file, id }) => `${file} ${id}`));

interface Work {
  readonly source: MutatedFile;
  readonly mutant: MutatedFile['mutants'][number];
}

const results = openResults();

const judgedOf = ({ source, mutant }: Work): Judged => {
  const result = results.last(mutant);
  return {
    mutant,
    result: result?.hash === source.hash ? result : undefined,
    equivalent: equivalent.has(`${mutant.file} ${mutant.id}`),
  };
};

const told = (work: Work, result: Result): void => {
  results.add(result);
  say(`${result.verdict.padEnd(9)} ${String(result.ms).padStart(6)} ms  ${lineOf(judgedOf(work))}`);
};

const runTests = async (
  chosen: readonly Work[],
  sources: ReadonlyMap<string, MutatedFile>,
  ends: number,
): Promise<void> => {
  const dynamo = options.local ? await startDynamo() : undefined;
  const database = dynamo?.url ?? MEMORY;
  const runners = Array.from({ length: Number(options.workers) }, () => testProcess(database));
  try {
    const maxWorkers = availableParallelism();
    const reaches = await dryRun({ database, sources, tests: options.tests, maxWorkers });
    const budget = Number(options.budget) * 1000;
    const evidence: Evidence = { reaches, budget, kills: results.kills(), alone: new Map() };
    const queue = chosen.filter(
      (work) =>
        !judgedOf(work).equivalent &&
        !stillHolds(results.last(work.mutant), work.source, work.mutant, evidence),
    );
    say(`${queue.length} of ${chosen.length} mutants to run`);
    const work = async (runner: RunnerProcess<Job, Answer>): Promise<void> => {
      for (let next = queue.shift(); next && performance.now() < ends; next = queue.shift()) {
        const result = await decide(runner, evidence, next.source, next.mutant, results.last(next.mutant));
        told(next, result);
      }
    };
    await Promise.all(runners.map(work));
  } finally {
    for (const runner of runners) runner.stop();
    await dynamo?.stop();
  }
};

/** Those without a verdict on the source as it is. */
const undecided = (chosen: readonly Work[]): Work[] =>
  chosen.filter((work) => {
    const { result, equivalent: isEquivalent } = judgedOf(work);
    return !isEquivalent && result === undefined;
  });

const run = async (chosen: readonly Work[], sources: ReadonlyMap<string, MutatedFile>): Promise<void> => {
  const ends = performance.now() + Number(options.minutes) * 60_000;
  if (options.only !== 'tests') {
    const queue = undecided(chosen);
    say(`${queue.length} of ${chosen.length} mutants to show to the worlds`);
    const left = await askWorlds(queue, { sources, ends, noticed: told });
    say(`${left.length} are left to the tests`);
  }
  if (options.only !== 'worlds') await runTests(chosen, sources, ends);
};

if (options.help) {
  say(HELP);
} else {
  const all = new Map(ROOMS.flatMap(filesOf).map((file) => [file, mutatedFile(file)]));
  const chosen = (options.room ?? ROOMS)
    .flatMap((room) => [...all.values()].filter(({ file }) => file.startsWith(`${room}/`)))
    .filter(({ file }) => file.includes(options.file ?? ''))
    .flatMap((source) => source.mutants.map((mutant) => ({ source, mutant })))
    .slice(Number(options.from));
  if (!options.report) await run(chosen, all);
  const judged = chosen.map(judgedOf);
  for (const verdict of ['survived', 'undecided'] as const) {
    say(`\n── ${verdict}`);
    for (const line of unnoticed(judged, verdict)) say(line);
  }
  say('');
  for (const room of ROOMS) {
    const there = judged.filter(({ mutant }) => mutant.file.startsWith(`${room}/`));
    if (there.length > 0) say(summary(room, there));
  }
}
