import { spawn } from 'node:child_process';
import { clientTools } from './clients/tools.ts';
import { missingTools } from './deployed/engine/tools.ts';
import { chromiumPath } from './support/chromium.ts';

/**
 * Everything the gate needs, in the order in which it fails fastest. `--fast` leaves out what needs engines,
 * `--clients` runs those of generated clients alone and `--deployed` those on the engine of others; `--gate` runs both
 * after all else.
 * Ends with a plain line `N passed, N failed`: each step that is not a test run counts as one.
 */

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

type Part = 'check' | 'test' | 'clients' | 'deployed';

interface Step {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly part: Part;
  /** Reads counts off the output; a step without counts as one. */
  readonly counts?: (output: string) => Outcome;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
const COLOURS = /\u001b\[[0-9;]*m/g;

const testCounts = (output: string): Outcome => {
  const line = output.replace(COLOURS, '').match(/^\s*Tests\s+(.*)$/m)?.[1] ?? '';
  const count = (word: string): number => Number(line.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') };
};

const FAST_TESTS = ['test/unit', 'test/architecture'];

const STEPS: readonly Step[] = [
  {
    name: 'format and lint',
    command: 'biome',
    arguments: ['check', '--error-on-warnings', '.'],
    part: 'check',
  },
  { name: 'types', command: 'tsc', arguments: [], part: 'check' },
  { name: 'types of the console', command: 'tsc', arguments: ['-p', 'local/console'], part: 'check' },
  {
    name: 'unused files, exports and packages',
    command: 'knip',
    arguments: ['--no-progress'],
    part: 'check',
  },
  { name: 'generated files', command: 'node', arguments: ['infra/generate.ts', '--check'], part: 'check' },
  {
    name: 'API documents',
    command: 'redocly',
    arguments: ['lint', 'openapi.json', 'openapi-once.json', 'openapi-2017.json', 'openapi-3.0.json'],
    part: 'check',
  },
  {
    name: 'tests',
    command: 'vitest',
    arguments: ['run', ...(process.argv.includes('--fast') ? FAST_TESTS : [])],
    part: 'check',
    counts: testCounts,
  },
  {
    name: 'tests of the bundles',
    command: 'vitest',
    arguments: ['run', '--config', 'test/bundles/vitest.config.ts'],
    part: 'test',
    counts: testCounts,
  },
  { name: 'cdk synth', command: 'cdk', arguments: ['synth', '--quiet'], part: 'test' },
  {
    name: 'generated clients',
    command: 'vitest',
    arguments: ['run', '--config', 'test/clients/vitest.config.ts'],
    part: 'clients',
    counts: testCounts,
  },
  {
    name: 'tests of what is deployed',
    command: 'vitest',
    arguments: ['run', '--config', 'test/deployed/vitest.config.ts'],
    part: 'deployed',
    counts: testCounts,
  },
];

const PARTS: Readonly<Record<string, readonly Part[]>> = {
  '--fast': ['check'],
  '--clients': ['clients'],
  '--deployed': ['deployed'],
  '--gate': ['check', 'test', 'clients', 'deployed'],
};

const parts = new Set(process.argv.flatMap((argument) => PARTS[argument] ?? []));
if (parts.size === 0) for (const part of ['check', 'test'] as const) parts.add(part);

/** What this machine has no means for: a plain line each. */
const leftOut: string[] = [];
if (parts.has('test') && !chromiumPath()) {
  leftOut.push('test/browser, for want of a Chromium (CHROMIUM_PATH says where it is)');
}
if (parts.has('clients')) leftOut.push(...(await clientTools()).missing);
const missing = parts.has('deployed') ? await missingTools() : undefined;
if (missing !== undefined) {
  parts.delete('deployed');
  leftOut.push(`test/deployed, which needs Python 3.10 and its package index (${missing})`);
}

/** The linter asks the registry for newer versions of itself otherwise. */
const QUIET = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

const run = (step: Step): Promise<{ code: number; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(step.command, step.arguments, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...QUIET },
    });
    let output = '';
    child.stdout.on('data', (part: Buffer) => {
      output += part;
      process.stdout.write(part);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

let passed = 0;
let failed = 0;
for (const step of STEPS.filter(({ part }) => parts.has(part))) {
  process.stdout.write(`\n── ${step.name}\n`);
  const { code, output } = await run(step);
  const counts = step.counts?.(output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  passed += counts.passed;
  // A runner that dies without counting a failure has failed all the same.
  failed += code !== 0 && counts.failed === 0 ? 1 : counts.failed;
}
for (const what of leftOut) process.stdout.write(`\nLeft out: ${what}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
// A run without a step has nothing to show, and nothing to answer for.
process.exitCode = failed === 0 && (passed > 0 || parts.size === 0) ? 0 : 1;
