import { fork } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Outcome } from './measure-goal.ts';
import { type Result, withResults } from './page.ts';
import { cellsOf, HEAD, plainTable } from './table.ts';

/**
 * `npm run bench` measures every goal and writes docs/benchmarks.md. `npm run bench -- <name> …` measures these and
 * prints them; with `--write` their sections of the page are written, too.
 */

const PAGE = new URL('../docs/benchmarks.md', import.meta.url);

const goals: readonly string[] = readdirSync(new URL('goals/', import.meta.url))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

const measured = (name: string): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('measure-goal.ts', import.meta.url), [name]);
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });

const print = ({ name, goal, rows }: Result): void => {
  const table = plainTable([HEAD, ...rows.map((row) => cellsOf(goal, row))]);
  console.log(`\n${goal.id} ${name}, ${goal.unit}\n${table}`);
};

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !goals.includes(name));
if (unknown.length > 0) throw new Error(`No goal ${unknown.join(', ')}; there are ${goals.join(', ')}`);

for (const name of positionals.length > 0 ? positionals : goals) {
  try {
    const outcome = await measured(name);
    if ('missing' in outcome) {
      console.log(`\n${name} is left out: ${outcome.missing}`);
      continue;
    }
    print(outcome.result);
    if (positionals.length === 0 || values.write)
      writeFileSync(PAGE, withResults(readFileSync(PAGE, 'utf8'), [outcome.result]));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
