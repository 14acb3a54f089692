/**
 * Asks the tests, each test file loaded once with all mutants: every test runs again and again in one process, once
 * per mutant that it reaches and that no test before it noticed (repeating-runner.ts).
 */
import { resolve } from 'node:path';
import type { Vitest } from 'vitest/node';
import { runWatched } from './attempts.ts';
import type { Reach } from './dry-run.ts';
import type { Mutant, MutatedFile } from './mutants.ts';
import { ALONE, type Passes } from './passes.ts';
import type { Plan, TestPlan } from './plan.ts';
import type { Round } from './rounds.ts';
import { schemata } from './schemata.ts';
import { affinity } from './selection.ts';
import { MEMORY, startRunner } from './test-runner.ts';
import { choosing, probeKey } from './transform.ts';

const RUNNER = resolve('test/mutation/repeating-runner.ts');

/** Of what a test takes without a mutant. */
const PATIENCE = 10;
const LEAST_LIMIT_MS = 6000;
/** Tests that reach a mutant which few reach are about it. */
const FEW = 40;
/** A test whose process is of no use so often is left to the runner of single mutants. */
const MOST_RESTARTS = 5;

interface Noticed {
  readonly verdict: 'killed' | 'timeout';
  readonly file: string;
  readonly test: string;
  readonly message: string;
  /** Of the attempt. */
  readonly ms: number;
}

interface RepeatOptions {
  readonly sources: ReadonlyMap<string, MutatedFile>;
  readonly reaches: readonly Reach[];
  readonly passes: Passes;
  readonly ends: number;
  /** Full name of the test that noticed the mutant when it ran last. */
  readonly lastNoticer: (mutant: Mutant) => string | undefined;
  readonly noticed: (mutant: Mutant, noticed: Noticed) => void;
  readonly say: (line: string) => void;
}

/** What was made once before any mutant was in place cannot be made anew. */
const MOST_UNCALLED = 5;
/** What a test file takes before its first test. */
const LOADING_MS = 2000;
/** Test files of one process. */
const GROUP = 12;

const spread = <T>(all: readonly T[], most: number): T[] =>
  all.length <= most
    ? [...all]
    : Array.from({ length: most }, (_, n) => all[Math.floor((n * all.length) / most)] as T);

interface Repeater {
  /** Asks the tests of a round. @returns the mutants that none has noticed so far */
  ask(queue: readonly Mutant[], round: Round): Promise<Mutant[]>;
  close(): Promise<void>;
}

export const startRepeater = async (options: RepeatOptions): Promise<Repeater> => {
  const { sources, passes, noticed, say, ends } = options;
  const all = [...sources.values()].flatMap(({ mutants }) => mutants);
  const numbers = new Map(all.map((mutant, number) => [mutant, number]));
  const numberOf = (mutant: Mutant): number => numbers.get(mutant) ?? -1;
  const texts = [...sources.values()].map((source) => ({
    file: source.file,
    ...schemata(source, numberOf),
  }));
  const inPlace = new Set(texts.flatMap(({ chosen }) => chosen));
  const uncalled = new Map<Mutant, number>();
  const unrepeatable = new Set<string>();
  const restarts = new Map<string, number>();
  const reaches = options.reaches.filter((reach) => reach.passes);
  const reachedBy = new Map(
    reaches.flatMap(({ tests }) => tests.map(({ id, reached }) => [id, new Set(reached)] as const)),
  );
  const reaching = new Map<string, number>();
  for (const probe of [...reachedBy.values()].flatMap((probes) => [...probes]))
    reaching.set(probe, (reaching.get(probe) ?? 0) + 1);
  const named = new Map(
    reaches.flatMap(({ file, tests }) => tests.map(({ id, name }) => [id, { file, name }] as const)),
  );
  const vitest: Vitest = await startRunner({
    database: MEMORY,
    plugins: [choosing(new Map(texts.map(({ file, source }) => [file, source])))],
    runner: RUNNER,
    pool: 'forks',
    isolate: false,
    bail: false,
  });

  const planOf = (
    reach: Reach,
    open: ReadonlySet<Mutant>,
    { remembered, near, mostOfAFile = Infinity, mostMs = Infinity }: Round,
  ): Plan['tests'] => {
    const tests: Record<string, TestPlan & { mutants: number[] }> = {};
    const able = reach.tests.filter(({ id, ms }) => ms <= mostMs && !unrepeatable.has(id));
    for (const mutant of open) {
      const probe = `${mutant.file} ${probeKey(mutant.probe)}`;
      const isNear = (reaching.get(probe) ?? 0) <= FEW || affinity(mutant.file, reach.file) > 0;
      if (passes.has(mutant, ALONE) || (near && !isNear)) continue;
      const noticer = remembered && options.lastNoticer(mutant);
      if (remembered && !noticer) continue;
      const those = able.filter(
        ({ id, name }) => (!noticer || name === noticer) && reachedBy.get(id)?.has(probe),
      );
      const asked = those.filter(({ id }) => passes.has(mutant, id));
      const left = those.filter((test) => !asked.includes(test));
      for (const { id, ms } of spread(left, mostOfAFile - asked.length)) {
        tests[id] ??= { mutants: [], limitMs: Math.max(LEAST_LIMIT_MS, PATIENCE * ms) };
        tests[id].mutants.push(numberOf(mutant));
      }
    }
    return tests;
  };

  /** How many mutants may be noticed in how much time: those that passed many tests are likely to pass more. */
  const promiseOf = ({ tests }: Reach, plan: Plan['tests']): number => {
    let chances = 0;
    let ms = LOADING_MS;
    for (const { id, ms: each } of tests) {
      const asked = plan[id]?.mutants ?? [];
      ms += each * asked.length;
      for (const number of asked) chances += 1 / (1 + passes.count(all[number] as Mutant));
    }
    return chances / ms;
  };

  /** @returns whether the files are to run again, because their process became useless */
  const runFiles = async (group: readonly Reach[], open: Set<Mutant>, round: Round): Promise<boolean> => {
    const plans = group
      .map((reach) => ({ reach, tests: planOf(reach, open, round) }))
      .filter(({ tests }) => Object.keys(tests).length > 0);
    if (plans.length === 0) return false;
    const began = performance.now();
    const files = plans.map(({ reach }) => reach.file);
    const records = await runWatched(vitest, files, Object.assign({}, ...plans.map(({ tests }) => tests)));
    const counts: Record<string, number> = {};
    let again = false;
    for (const { kind, test = '', mutant: number, message = '' } of records) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      const mutant = number === undefined ? undefined : all[number];
      const { file = '', name = test } = named.get(test) ?? {};
      const useless = kind === 'slow' || kind === 'contaminated' || kind === 'silent';
      if (useless) {
        again = true;
        restarts.set(test, (restarts.get(test) ?? 0) + 1);
      }
      if (kind === 'unrepeatable' || restarts.get(test) === MOST_RESTARTS) {
        unrepeatable.add(test);
        say(`${kind}: ${file} > ${name}: ${message}`);
      }
      if (!mutant) continue;
      if (useless) say(`${kind}: ${mutant.file}:${mutant.line} ${mutant.id} by ${file} > ${name}`);
      if (kind === 'slow' || kind === 'contaminated') passes.add(mutant, ALONE);
      if (kind === 'passed') passes.add(mutant, test);
      if (kind === 'uncalled') {
        const count = (uncalled.get(mutant) ?? 0) + 1;
        uncalled.set(mutant, count);
        if (count === MOST_UNCALLED) passes.add(mutant, ALONE);
      }
      if (kind !== 'failed' && kind !== 'silent') continue;
      open.delete(mutant);
      const verdict = kind === 'failed' ? 'killed' : 'timeout';
      noticed(mutant, { verdict, file, test: name, message, ms: 0 });
    }
    const { begins = 0, process: _, ...ended } = counts;
    const ms = Math.round(performance.now() - began);
    say(
      `${files[0]} … ${files.length} files: ${begins} attempts in ${ms} ms, ${JSON.stringify(ended)}, ${open.size} open`,
    );
    return again;
  };

  return {
    close: () => vitest.close(),
    ask: async (queue, round) => {
      const open = new Set(queue.filter((mutant) => inPlace.has(mutant)));
      let left: readonly Reach[] = reaches;
      while (left.length > 0 && performance.now() < ends) {
        const valued = left
          .map((reach) => ({ reach, value: promiseOf(reach, planOf(reach, open, round)) }))
          .filter(({ value }) => value > 0);
        const ordered = valued.toSorted((one, other) => other.value - one.value).map(({ reach }) => reach);
        const group = ordered.slice(0, GROUP);
        while (performance.now() < ends && (await runFiles(group, open, round)));
        left = ordered.slice(GROUP);
      }
      return queue.filter((mutant) => !inPlace.has(mutant) || open.has(mutant));
    },
  };
};
