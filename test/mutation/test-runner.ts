/** Vitest in this process, kept warm from mutant to mutant: only the mutated module is transformed anew. */
import { createVitest, type TestCase, type TestModule, type Vite, type Vitest } from 'vitest/node';

export interface TestSelection {
  readonly file: string;
  /** Ids of tests; without these and names, all tests of the file. */
  readonly tests?: readonly string[];
  /** Full names of tests, with ` > ` between suites and test. */
  readonly names?: readonly string[];
}

/** The model in memory, which answers as DynamoDB Local does (test/simulation/dynamodb/conformance.test.ts). */
export const MEMORY = 'memory';
const IN_MEMORY = 'test/mutation/in-memory.ts';

interface RunnerOptions {
  /** Address of a DynamoDB Local, or `MEMORY`. */
  readonly database: string;
  readonly plugins: Vite.Plugin[];
  readonly setupFiles?: string[];
  readonly maxWorkers?: number;
  /** Path of a module whose default export runs the tests instead of Vitest's own runner. */
  readonly runner?: string;
  /** Processes can be ended from outside. */
  readonly pool?: 'threads' | 'forks';
  /** Whether each test file has a process of its own. */
  readonly isolate?: boolean;
  /** Whether the first failure ends the run. */
  readonly bail: boolean;
  /** Hears of each test file that has run. */
  readonly onModule?: (module: TestModule) => void;
}

/** Machines are noisy: what hangs is ended by whoever waits for the runner. */
const TEST_TIMEOUT_MS = 120_000;

export const startRunner = async (options: RunnerOptions): Promise<Vitest> => {
  const vitest = await createVitest(
    {
      config: false,
      root: process.cwd(),
      watch: false,
      include: ['test/**/*.test.ts'],
      reporters: [{ onTestModuleEnd: (module: TestModule) => options.onModule?.(module) }],
      silent: true,
      isolate: options.isolate ?? true,
      pool: options.pool ?? 'threads',
      ...(options.runner && { runner: options.runner }),
      // It knows a module by its file, and a mutant's file is the original's.
      fsModuleCache: false,
      maxWorkers: options.maxWorkers ?? 1,
      setupFiles: [...(options.database === MEMORY ? [IN_MEMORY] : []), ...(options.setupFiles ?? [])],
      bail: options.bail ? 1 : 0,
      deps: { interopDefault: false },
      testTimeout: TEST_TIMEOUT_MS,
      hookTimeout: TEST_TIMEOUT_MS,
      sequence: { hooks: 'stack' },
    },
    { plugins: options.plugins, logLevel: 'silent' },
  );
  vitest.provide('dynamoUrl', options.database === MEMORY ? 'http://memory.test' : options.database);
  return vitest;
};

interface RunOutcome {
  readonly tests: readonly TestCase[];
  /** Id or, for what failed outside of tests, path of the first failure; absent when all passed. */
  readonly failure?: { readonly at: string; readonly message: string };
}

export const runTests = async (vitest: Vitest, selections: readonly TestSelection[]): Promise<RunOutcome> => {
  const project = vitest.getRootProject();
  const specifications = selections.map(({ file, tests, names }) =>
    project.createSpecification(`${process.cwd()}/${file}`, {
      ...(tests && { testIds: [...tests] }),
      ...(names && { testNames: [...names] }),
    }),
  );
  const { testModules: known, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  // A warm Vitest also tells of what it ran before: a test that noticed the last mutant says nothing of this one.
  const asked = new Set(specifications.map(({ moduleId }) => moduleId));
  const testModules = known.filter(({ moduleId }) => asked.has(moduleId));
  const tests = testModules.flatMap((module) => [...module.children.allTests()]);
  const failed = tests.find((test) => test.result().state === 'failed');
  const broken = testModules.find((module) => module.state() === 'failed');
  const at = failed?.id ?? broken?.moduleId ?? (unhandledErrors.length > 0 ? 'unhandled error' : undefined);
  if (at === undefined) return { tests };
  const errors = failed?.result().errors ?? broken?.errors() ?? unhandledErrors;
  return {
    tests,
    failure: { at, message: String((errors[0] as Error | undefined)?.message ?? '').slice(0, 200) },
  };
};
