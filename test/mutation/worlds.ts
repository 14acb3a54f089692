/**
 * Asks the simulated worlds before any test: they are loaded once with all mutants, so that a mutant costs no more
 * than the schedules that reach it. What they do not notice is left to the tests.
 */
import { WORLDS } from '../simulation/worlds/all.ts';
import type { Mutant, MutatedFile } from './mutants.ts';
import type { Result } from './results.ts';
import { ownProcess, type RunnerProcess } from './runner-process.ts';
import { probeKey } from './transform.ts';
import type { Seed, WorldsAnswer, WorldsJob } from './worlds-process.ts';

/** Seeds of each world whose reach is known; the gate runs more than these. */
const SEEDS = 150;
/** Schedules that a mutant may take. */
const MOST = 64;
const SLICE = 10;
/** A process that was slowed down by others is no verdict. */
const LIMIT_MS = 180_000;

type Worlds = RunnerProcess<WorldsJob, WorldsAnswer>;

const keyOf = ({ world, seed }: Seed): string => `${world} ${seed}`;
/** By turns: each world sees something else. */
const ALL: readonly Seed[] = Array.from({ length: SEEDS }, (_, n) => n + 1).flatMap((seed) =>
  WORLDS.map(({ name }) => ({ world: name, seed })),
);

/** The seeds that reach each probe. */
const reachOfSeeds = async (): Promise<Map<string, Seed[]>> => {
  const worlds: Worlds = ownProcess('worlds-process.ts', ['reach']);
  const reach = new Map<string, Seed[]>();
  try {
    for (let from = 0; from < ALL.length; from += SLICE) {
      const seeds = ALL.slice(from, from + SLICE);
      const answer = await worlds.run({ seeds }, LIMIT_MS);
      if (!answer || answer.violation)
        throw new Error(`Without a mutant: ${JSON.stringify(answer?.violation)}`);
      for (const [index, probes] of (answer.reached ?? []).entries())
        for (const probe of probes) {
          const there = reach.get(probe) ?? [];
          if (!reach.has(probe)) reach.set(probe, there);
          const seed = seeds[index];
          if (seed) there.push(seed);
        }
    }
    return reach;
  } finally {
    worlds.stop();
  }
};

interface WorldsWork {
  readonly source: MutatedFile;
  readonly mutant: Mutant;
}

interface WorldsOptions {
  readonly sources: ReadonlyMap<string, MutatedFile>;
  readonly ends: number;
  readonly noticed: (work: WorldsWork, result: Result) => void;
}

/** @returns those that no world noticed */
export const askWorlds = async <Work extends WorldsWork>(
  queue: readonly Work[],
  { sources, ends, noticed }: WorldsOptions,
): Promise<Work[]> => {
  const reach = await reachOfSeeds();
  const all = [...sources.values()].flatMap(({ mutants }) => mutants);
  const numbers = new Map(all.map((mutant, number) => [mutant, number]));
  const kills = new Map<string, number>();
  const killsOf = (file: string, seed: Seed): number => kills.get(`${file} ${keyOf(seed)}`) ?? 0;
  const worlds: Worlds = ownProcess('worlds-process.ts', ['mutants']);
  const left: Work[] = [];
  try {
    for (const work of queue) {
      const { mutant, source } = work;
      const reaching = reach.get(`${mutant.file} ${probeKey(mutant.probe)}`) ?? [];
      const seeds = reaching
        .toSorted((one, two) => killsOf(mutant.file, two) - killsOf(mutant.file, one))
        .slice(0, MOST);
      if (seeds.length === 0 || performance.now() > ends) {
        left.push(work);
        continue;
      }
      const began = performance.now();
      const answer = await worlds.run({ mutant: numbers.get(mutant) ?? -1, seeds }, LIMIT_MS);
      const { violation } = answer ?? {};
      if (answer && !violation) {
        left.push(work);
        continue;
      }
      if (violation) {
        const key = `${mutant.file} ${keyOf(violation)}`;
        kills.set(key, (kills.get(key) ?? 0) + 1);
      }
      noticed(work, {
        file: mutant.file,
        hash: source.hash,
        id: mutant.id,
        verdict: violation ? 'killed' : 'timeout',
        by: {
          file: 'test/simulation/gate.test.ts',
          test: violation ? keyOf(violation) : '',
          message: violation?.text.slice(0, 200) ?? '',
        },
        evidence: '',
        asked: 1,
        of: 1,
        ms: Math.round(performance.now() - began),
      });
    }
    // Whatever mutants did must have left nothing behind, or their verdicts are none.
    const after = await worlds.run({ seeds: ALL.slice(0, 3 * MOST) }, LIMIT_MS);
    if (!after || after.violation) throw new Error(`After the mutants: ${JSON.stringify(after?.violation)}`);
    return left;
  } finally {
    worlds.stop();
  }
};
