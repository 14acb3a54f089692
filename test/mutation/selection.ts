import type { Reach, ReachingTest } from './dry-run.ts';
import { hashOf, type Mutant } from './mutants.ts';
import { probeKey } from './transform.ts';

/** The tests of one file that can notice a mutant. */
export interface Candidate {
  readonly file: string;
  readonly tests: readonly ReachingTest[];
  /** Whether that are all of its tests. */
  readonly whole: boolean;
  /** Whether what is prepared once for several tests reaches the mutant. */
  readonly prepared: boolean;
  /** Milliseconds that they took in the dry run, with what it costs to load a file. */
  readonly cost: number;
}

const LOADING_MS = 700;

const candidate = (reach: Reach, mutant: Mutant, isMadeOnce: boolean): Candidate | undefined => {
  if (!reach.passes || !(mutant.file in reach.sources)) return undefined;
  const probe = `${mutant.file} ${probeKey(mutant.probe)}`;
  const reaching = reach.tests.filter(({ reached }) => reached.includes(probe));
  const isReached = reaching.length > 0 || reach.before.includes(probe);
  const prepared = isReached && (isMadeOnce || reach.before.includes(probe));
  const tests = prepared ? reach.tests : reaching;
  if (tests.length === 0) return undefined;
  return {
    file: reach.file,
    tests,
    prepared,
    whole: prepared || tests.length === reach.tests.length,
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

/** Words that the paths of a source and a test file have in common. */
export const affinity = (source: string, test: string): number => {
  const subject = wordsOf(source);
  return [...wordsOf(test)].filter((word) => subject.has(word)).length;
};

/**
 * Test files that can notice the mutant: first those that noticed many of its like, or are about what it is about, in
 * little time. Many reach a file only on their way.
 */
export const candidatesFor = (
  mutant: Mutant,
  reaches: readonly Reach[],
  kills: ReadonlyMap<string, number>,
  isMadeOnce = mutant.isOfModule,
): Candidate[] => {
  const promise = ({ file, cost }: Candidate): number =>
    ((kills.get(`${mutant.file} ${file}`) ?? 0) + 0.1 * 4 ** affinity(mutant.file, file)) / cost;
  return reaches
    .flatMap((reach) => candidate(reach, mutant, isMadeOnce) ?? [])
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
