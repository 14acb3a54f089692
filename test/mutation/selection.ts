import type { Reach, ReachingTest } from './dry-run.ts';
import { hashOf, type Mutant } from './mutants.ts';
import { probeKey } from './transform.ts';

/** The tests of one file that can notice a mutant. */
export interface Candidate {
  readonly file: string;
  readonly tests: readonly ReachingTest[];
  /** Whether that are all of its tests. */
  readonly whole: boolean;
  /** Milliseconds that they took in the dry run, with what it costs to load a file. */
  readonly cost: number;
}

const LOADING_MS = 700;

const candidate = (reach: Reach, mutant: Mutant): Candidate | undefined => {
  if (!reach.passes || !(mutant.file in reach.sources)) return undefined;
  const probe = `${mutant.file} ${probeKey(mutant.probe)}`;
  const reaching = reach.tests.filter(({ reached }) => reached.includes(probe));
  const whole = reach.before.includes(probe);
  const tests = whole ? reach.tests : reaching;
  if (tests.length === 0) return undefined;
  return {
    file: reach.file,
    tests,
    whole: whole || tests.length === reach.tests.length,
    cost: LOADING_MS + tests.reduce((sum, { ms }) => sum + ms, 0),
  };
};

/** `shared/bulk/accept.ts` and `test/endpoint/member-bulks-accept.test.ts` have two words in common. */
const wordsOf = (path: string): Set<string> =>
  new Set(
    path
      .split(/[^a-z]+/)
      .map((word) => word.replace(/s$/, ''))
      .filter((word) => word.length > 2 && word !== 'test' && word !== 'shared'),
  );

/**
 * Test files that can notice the mutant: first those that noticed many of its like, or are about what it is about, in
 * little time. Many reach a file only on their way.
 */
export const candidatesFor = (
  mutant: Mutant,
  reaches: readonly Reach[],
  kills: ReadonlyMap<string, number>,
): Candidate[] => {
  const subject = wordsOf(mutant.file);
  const affinity = (file: string): number => [...wordsOf(file)].filter((word) => subject.has(word)).length;
  const promise = ({ file, cost }: Candidate): number =>
    ((kills.get(`${mutant.file} ${file}`) ?? 0) + 0.1 * 4 ** affinity(file)) / cost;
  return reaches
    .flatMap((reach) => candidate(reach, mutant) ?? [])
    .toSorted((one, two) => promise(two) - promise(one));
};

/** Changes when a test that could notice the mutant is added or changed. */
export const evidenceOf = (candidates: readonly Candidate[], reaches: readonly Reach[]): string => {
  const hashes = new Map(reaches.map(({ file, hash }) => [file, hash]));
  return hashOf(
    candidates
      .map(({ file }) => `${file} ${hashes.get(file)}`)
      .toSorted()
      .join(),
  );
};
