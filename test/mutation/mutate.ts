/**
 * Mutation run: changes one guard at a time and asks the tests that reach it whether they notice.
 * `npm run mutate -- --help` names the options.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startDynamo } from '../../local/engines/dynamodb.ts';
import { confirm } from './confirm.ts';
import { agendaOf, decide, type Evidence, stillHolds } from './decide.ts';
import { dryRun, type Reach } from './dry-run.ts';
import { EQUIVALENT } from './equivalent.ts';
import { filesOf, type MutatedFile, mutatedFile, ROOMS } from './mutants.ts';
import { openPasses, type Passes } from './passes.ts';
import { startRepeater } from './repeat.ts';
import { type Judged, lineOf, summary, unnoticed } from './report.ts';
import { openResults, type Result } from './results.ts';
import { ROUNDS, type Round } from './rounds.ts';
import { testProcess } from './runner-process.ts';
import { MEMORY } from './test-runner.ts';
import { askWorlds } from './worlds.ts';

const STEPS = ['quick', 'worlds', 'all', 'single'] as const;
type Step = (typeof STEPS)[number];

const HELP = `npm run mutate -- [options]
  --room <folder>   one of ${ROOMS.join(', ')}; may be repeated
  --file <text>     only sources whose path contains it
  --tests <text>    asks only test files whose path contains it; may be repeated
  --step <name>     only this step; may be repeated: quick (some quick tests of each file), worlds (the simulation),
                    all (every other test), single (what needs a process of its own)
  --minutes <n>     stops after so long; the next run goes on there
  --budget <n>      seconds of tests, as of the dry run, that a mutant may take in the step "single" (15)
  --local           the step "single" asks DynamoDB Local instead of the model of it in memory
  --confirm <n>     makes n verdicts of the steps "quick" and "all" anew, drawn by chance, each in a process of its own
  --report          runs nothing, prints what is known
`;

const { values: options } = parseArgs({
  options: {
    room: { type: 'string', multiple: true },
    file: { type: 'string' },
    tests: { type: 'string', multiple: true, default: [''] },
    step: { type: 'string', multiple: true, default: [...STEPS] },
    minutes: { type: 'string', default: 'Infinity' },
    budget: { type: 'string', default: '15' },
    confirm: { type: 'string' },
    local: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const isOfAllTests = options.tests.includes('');

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

const record = (work: Work, result: Result): void => {
  results.add(result);
  say(`${result.verdict.padEnd(9)} ${String(result.ms).padStart(6)} ms  ${lineOf(judgedOf(work))}`);
};

interface Known {
  readonly sources: ReadonlyMap<string, MutatedFile>;
  readonly reaches: readonly Reach[];
  readonly passes: Passes;
  readonly ends: number;
}

const repeat = async (queue: readonly Work[], rounds: readonly Round[], known: Known): Promise<void> => {
  const works = new Map(queue.map((work) => [work.mutant, work]));
  const repeater = await startRepeater({
    ...known,
    say,
    lastNoticer: (mutant) => results.last(mutant)?.by?.test,
    noticed: (mutant, { verdict, ms, ...by }) => {
      const work = works.get(mutant);
      if (!work) return;
      const { file, id } = mutant;
      record(work, {
        file,
        hash: work.source.hash,
        id,
        verdict,
        by,
        many: true,
        evidence: '',
        asked: 1,
        of: 1,
        ms,
      });
    },
  });
  try {
    let open = [...works.keys()];
    for (const round of rounds) open = await repeater.ask(open, round);
  } finally {
    await repeater.close();
  }
};

const single = async (queue: readonly Work[], evidence: Evidence, ends: number): Promise<void> => {
  const dynamo = options.local ? await startDynamo() : undefined;
  const runner = testProcess(dynamo?.url ?? MEMORY);
  try {
    const planned = queue.map((work) => ({
      work,
      agenda: agendaOf(evidence, work.mutant, results.last(work.mutant)),
    }));
    for (const { work, agenda } of planned.toSorted((one, other) => one.agenda.cost - other.agenda.cost)) {
      if (performance.now() > ends) return;
      if (!isOfAllTests && agenda.candidates.length === 0) continue;
      const result = await decide(runner, evidence, work.source, work.mutant, agenda);
      // Some of the tests decide that one of them fails, and not that none does.
      if (isOfAllTests || result.by) record(work, result);
    }
  } finally {
    runner.stop();
    await dynamo?.stop();
  }
};

const run = async (chosen: readonly Work[], sources: Known['sources']): Promise<void> => {
  const ends = performance.now() + Number(options.minutes) * 60_000;
  const reaches = await dryRun({ sources, tests: options.tests, maxWorkers: availableParallelism() });
  const passes = openPasses(sources, reaches);
  const budget = Number(options.budget) * 1000;
  const evidence: Evidence = { reaches, budget, passes, kills: results.kills(), alone: new Map() };
  const open = (): Work[] =>
    chosen.filter(
      (work) =>
        !judgedOf(work).equivalent &&
        !stillHolds(results.last(work.mutant), work.source, work.mutant, evidence),
    );
  const known = { sources, reaches, passes, ends };
  const steps: Readonly<Record<Step, (queue: readonly Work[]) => Promise<unknown>>> = {
    quick: (queue) => repeat(queue, ROUNDS.quick, known),
    worlds: (queue) => askWorlds(queue, { sources, ends, noticed: record }),
    all: (queue) => repeat(queue, ROUNDS.all, known),
    single: (queue) => single(queue, evidence, ends),
  };
  for (const step of STEPS.filter((name) => options.step.includes(name))) {
    const queue = open();
    say(`${queue.length} of ${chosen.length} mutants for the step "${step}"`);
    await steps[step](queue);
  }
};

const confirmSome = async (chosen: readonly Work[], count: number): Promise<void> => {
  const kills = chosen.flatMap((work) => {
    const { mutant, result } = judgedOf(work);
    const { by, many, verdict } = result ?? {};
    return by && many && verdict === 'killed' ? [{ mutant, by }] : [];
  });
  const wrong = await confirm(kills, count, say);
  say(`${wrong.length} of ${Math.min(count, kills.length)} drawn from ${kills.length} verdicts are wrong`);
};

if (options.help) {
  say(HELP);
} else {
  const all = new Map(ROOMS.flatMap(filesOf).map((file) => [file, mutatedFile(file)]));
  const chosen = (options.room ?? ROOMS)
    .flatMap((room) => [...all.values()].filter(({ file }) => file.startsWith(`${room}/`)))
    .filter(({ file }) => file.includes(options.file ?? ''))
    .flatMap((source) => source.mutants.map((mutant) => ({ source, mutant })));
  if (options.confirm) await confirmSome(chosen, Number(options.confirm));
  else if (!options.report) await run(chosen, all);
  const judged = chosen.map(judgedOf);
  for (const verdict of ['survived', 'open'] as const) {
    say(`\n── ${verdict}`);
    for (const line of unnoticed(judged, verdict)) say(line);
  }
  say('');
  for (const room of ROOMS) {
    const there = judged.filter(({ mutant }) => mutant.file.startsWith(`${room}/`));
    if (there.length > 0) say(summary(room, there));
  }
}
