/** Which tests passed with which mutant in place, on disk: no test is asked twice about the same. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reach } from './dry-run.ts';
import { hashOf, type Mutant, type MutatedFile } from './mutants.ts';
import { probeKey } from './transform.ts';

const PATH = 'node_modules/.cache/mutation/passes.txt';

/** In place of a test: only a process of its own can tell whether the mutant is noticed. */
export const ALONE = 'alone';

export interface Passes {
  has(mutant: Mutant, test: string): boolean;
  /** How many tests passed with it. */
  count(mutant: Mutant): number;
  add(mutant: Mutant, test: string): void;
}

/** @param reaches name the test files, a change of which makes their passes void */
export const openPasses = (sources: ReadonlyMap<string, MutatedFile>, reaches: readonly Reach[]): Passes => {
  const reaching = new Map<string, string[]>();
  for (const { id, reached } of reaches.flatMap(({ tests }) => tests))
    for (const probe of reached) {
      const there = reaching.get(probe);
      if (there) there.push(id);
      else reaching.set(probe, [id]);
    }
  const hashes = new Map(reaches.flatMap(({ hash, tests }) => tests.map(({ id }) => [id, hash] as const)));
  const keyOf = (mutant: Mutant, test: string): string =>
    hashOf([mutant.file, sources.get(mutant.file)?.hash, mutant.id, test, hashes.get(test)].join(' '));
  mkdirSync(dirname(PATH), { recursive: true });
  const known = new Set(existsSync(PATH) ? readFileSync(PATH, 'utf8').split('\n') : []);
  const testsOf = (mutant: Mutant): string[] => [
    ALONE,
    ...(reaching.get(`${mutant.file} ${probeKey(mutant.probe)}`) ?? []),
  ];
  const passed = new Map<Mutant, Set<string>>();
  const of = (mutant: Mutant): Set<string> => {
    const found =
      passed.get(mutant) ?? new Set(testsOf(mutant).filter((test) => known.has(keyOf(mutant, test))));
    passed.set(mutant, found);
    return found;
  };
  return {
    has: (mutant, test) => of(mutant).has(test),
    count: (mutant) => of(mutant).size,
    add: (mutant, test) => {
      of(mutant).add(test);
      appendFileSync(PATH, `${keyOf(mutant, test)}\n`);
    },
  };
};
