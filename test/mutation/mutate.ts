/**
 * Mutation run: changes one guard at a time and asks the tests that reach it whether they notice.
 * `npm run mutate -- --help` names the options.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startDynamo } from '../../local/engines/dynamodb.ts';
import { decide, type Evidence, stillHolds } from './decide.ts';
import { dryRun, type Reach } from './dry-run.ts';
import { EQUIVALENT } from './equivalent.ts';
import { filesOf, type MutatedFile, mutatedFile, ROOMS } from './mutants.ts';
import { type Judged, lineOf, summary, unnoticed } from './report.ts';
import { openResults } from './results.ts';
import { runnerProcess } from './runner-process.ts';

const HELP = `npm run mutate -- [options]
  --room <folder>   one of ${ROOMS.join(', ')}; may be repeated
  --file <text>     only sources whose path contains it
  --tests <text>    asks only test files whose path contains it; may be repeated
  --from <n>        leaves out the first n mutants
  --minutes <n>     stops after so long; the next run goes on there
  --workers <n>     runs so many mutants at a time (1)
  --budget <n>      seconds of tests, as of the dry run, that a mutant may take (60)
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
    budget: { type: 'string', default: '60' },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** A database with thousands of tables is slow; a new one is there in two seconds. */
const MUTANTS_PER_DATABASE = 150;

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

const run = async (chosen: readonly Work[], all: ReadonlyMap<string, MutatedFile>): Promise<void> => {
  const ends = performance.now() + Number(options.minutes) * 60_000;
  const workers = Number(options.workers);
  const evidence = { kills: new Map<string, number>(), alone: new Map<string, boolean>() };
  let reaches: Reach[] | undefined;
  let queue: Work[] | undefined;
  while (queue === undefined || (queue.length > 0 && performance.now() < ends)) {
    const dynamo = await startDynamo();
    reaches ??= await dryRun({
      dynamoUrl: dynamo.url,
      sources: all,
      tests: options.tests,
      maxWorkers: availableParallelism(),
    });
    const known: Evidence = { ...evidence, reaches, budget: Number(options.budget) * 1000 };
    queue ??= chosen.filter(
      ({ source, mutant }) =>
        !equivalent.has(`${mutant.file} ${mutant.id}`) &&
        !stillHolds(results.last(mutant), source, mutant, known),
    );
    say(`${queue.length} of ${chosen.length} mutants to run`);
    const batch = queue.splice(0, MUTANTS_PER_DATABASE);
    const work = async (): Promise<void> => {
      const runner = runnerProcess(dynamo.url);
      try {
        for (let next = batch.shift(); next && performance.now() < ends; next = batch.shift()) {
          const result = await decide(runner, known, next.source, next.mutant, results.last(next.mutant));
          results.add(result);
          say(`${result.verdict.padEnd(9)} ${String(result.ms).padStart(6)} ms  ${lineOf(judgedOf(next))}`);
        }
      } finally {
        runner.stop();
      }
    };
    try {
      await Promise.all(Array.from({ length: workers }, work));
    } finally {
      await dynamo.stop();
    }
  }
};

if (options.help) {
  say(HELP);
} else {
  const all = new Map(ROOMS.flatMap(filesOf).map((file) => [file, mutatedFile(file)]));
  const chosen = ROOMS.filter((room) => options.room?.includes(room) ?? true)
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
