/** Runs test files in one process under the repeating runner and reads what its process wrote down. */
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Vitest } from 'vitest/node';
import type { AttemptRecord, Plan } from './plan.ts';
import { runTests } from './test-runner.ts';

const LOG = resolve(`node_modules/.cache/mutation/attempts-${process.pid}.jsonl`);
/** For loading the first file, and for hooks and the loading of another, on a machine under load. */
const FIRST_SILENCE_MS = 90_000;
const SILENCE_MS = 20_000;
const LOOK_MS = 500;

const records = (): AttemptRecord[] =>
  readFileSync(LOG, { encoding: 'utf8', flag: 'a+' })
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as AttemptRecord);

/**
 * Ends the process when it is silent for longer than its attempt may take: a mutant may loop for ever.
 * @returns what the process wrote down, and a last record of what it was doing when it was ended
 */
export const runWatched = async (
  vitest: Vitest,
  files: readonly string[],
  tests: Plan['tests'],
): Promise<AttemptRecord[]> => {
  mkdirSync(dirname(LOG), { recursive: true });
  rmSync(LOG, { force: true });
  vitest.provide('plan', { log: LOG, tests } satisfies Plan);
  let silent: AttemptRecord | undefined;
  let size = -1;
  let since = performance.now();
  const watch = setInterval(() => {
    const { size: now } = statSync(LOG, { throwIfNoEntry: false }) ?? { size: 0 };
    if (now !== size) {
      size = now;
      since = performance.now();
      return;
    }
    const quiet = performance.now() - since;
    if (quiet < SILENCE_MS) return;
    const known = records();
    const last = known.at(-1);
    const pid = known.find(({ kind }) => kind === 'process')?.pid;
    const allowed = last?.kind === 'process' ? FIRST_SILENCE_MS : SILENCE_MS;
    if (!last || pid === undefined || quiet < allowed + (last.limitMs ?? 0)) return;
    clearInterval(watch);
    const inPlace = last.kind === 'begins' && last.mutant !== undefined;
    silent = { ...last, kind: inPlace ? 'silent' : 'unrepeatable' };
    process.kill(pid, 'SIGKILL');
  }, LOOK_MS);
  try {
    await runTests(
      vitest,
      files.map((file) => ({ file })),
    );
  } finally {
    clearInterval(watch);
  }
  const known = [...records(), ...(silent ? [silent] : [])];
  rmSync(LOG, { force: true });
  return known;
};
