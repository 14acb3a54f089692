/** The dry run: which test reaches which probe, and how long it takes when nothing is wrong. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { TestModule } from 'vitest/node';
import { hashOf, type MutatedFile } from './mutants.ts';
import { MEMORY, runTests, startRunner } from './test-runner.ts';
import { probed, probing } from './transform.ts';

const CACHE = 'node_modules/.cache/mutation/reach';
/** The tests that load the rooms into their own process; those of the command open the table by its address. */
const TESTS = 'test/{data,endpoint,worker,unit,page}/**/*.test.ts';
const SETUP = 'test/mutation/reached.ts';

export interface ReachingTest {
  readonly id: string;
  readonly name: string;
  readonly ms: number;
  /** Probes as `<file> <start>-<end>`, and what was seen of a value (infection.ts). */
  readonly reached: readonly string[];
}

export interface Reach {
  readonly file: string;
  readonly hash: string;
  /** Hashes of the sources that it loads, with their probes, by path. */
  readonly sources: Readonly<Record<string, string>>;
  /** A test that fails without a mutant says nothing with one. */
  readonly passes: boolean;
  /** Reached by imports or by what is prepared for several tests: as if by each of them. */
  readonly before: readonly string[];
  readonly tests: readonly ReachingTest[];
}

const pathOf = (file: string): string => `${CACHE}/${hashOf(file)}.json`;

/** By path, of the sources with their probes. */
type Hashes = ReadonlyMap<string, string>;

const known = (file: string, sources: Hashes): Reach | undefined => {
  try {
    const reach = JSON.parse(readFileSync(pathOf(file), 'utf8')) as Reach;
    const same =
      reach.passes &&
      reach.hash === hashOf(readFileSync(file, 'utf8')) &&
      Object.entries(reach.sources).every(([source, hash]) => sources.get(source) === hash);
    return same ? reach : undefined;
  } catch {
    return undefined;
  }
};

const reachOf = (module: TestModule, sources: Hashes): Reach => {
  const file = relative(process.cwd(), module.moduleId);
  const cases = [...module.children.allTests()].filter((test) => test.result().state !== 'skipped');
  const before = [...new Set(cases.flatMap((test) => test.meta().before ?? []))];
  const tests = cases.map((test) => ({
    id: test.id,
    name: test.fullName,
    ms: Math.ceil(test.diagnostic()?.duration ?? 0),
    reached: test.meta().reached ?? [],
  }));
  const probes = [...before, ...tests.flatMap(({ reached }) => reached)];
  const loaded = new Set(probes.map((probe) => probe.split(' ')[0] ?? ''));
  return {
    file,
    hash: hashOf(readFileSync(file, 'utf8')),
    sources: Object.fromEntries([...loaded].map((source) => [source, sources.get(source) ?? ''])),
    passes: module.ok(),
    before,
    tests,
  };
};

interface DryRunOptions {
  readonly sources: ReadonlyMap<string, MutatedFile>;
  /** Only test files whose path contains one of these. */
  readonly tests: readonly string[];
  readonly maxWorkers: number;
}

/** What tests reach; only those run whose file, or a mutated source they load, has changed since they last did. */
export const dryRun = async (options: DryRunOptions): Promise<Reach[]> => {
  const { sources, maxWorkers } = options;
  mkdirSync(CACHE, { recursive: true });
  const hashes = new Map([...sources.values()].map((source) => [source.file, hashOf(probed(source))]));
  const files = globSync(TESTS)
    .filter((file) => options.tests.some((part) => file.includes(part)))
    .toSorted();
  const reaches = new Map(files.flatMap((file) => known(file, hashes) ?? []).map((one) => [one.file, one]));
  const unknown = files.filter((file) => !reaches.has(file));
  if (unknown.length === 0) return [...reaches.values()];
  process.stdout.write(`Dry run of ${unknown.length} test files\n`);
  const keep = (module: TestModule): void => {
    const reach = reachOf(module, hashes);
    if (!reach.passes) process.stdout.write(`Left out, because it fails without a mutant: ${reach.file}\n`);
    writeFileSync(pathOf(reach.file), JSON.stringify(reach));
    reaches.set(reach.file, reach);
  };
  const plugins = [probing([...sources.values()])];
  const vitest = await startRunner({
    database: MEMORY,
    plugins,
    setupFiles: [SETUP],
    maxWorkers,
    bail: false,
    onModule: keep,
  });
  await runTests(
    vitest,
    unknown.map((file) => ({ file })),
  );
  await vitest.close();
  return [...reaches.values()];
};
