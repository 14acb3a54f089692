import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import type { Goal, Row } from './goal.ts';
import { cellsOf, HEAD, markdownTable } from './table.ts';

/** What a goal came to, and where. */
export interface Result {
  readonly name: string;
  readonly goal: Omit<Goal, 'measure'>;
  readonly rows: readonly Row[];
  /** Load average of the last minute, at the beginning and at the end. */
  readonly load: readonly [number, number];
}

export const loadNow = (): number => loadavg()[0] ?? 0;

const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();

/** Commit, machine, date: what a figure holds for. */
const stamp = ({ load }: Result): string => {
  const changed = git('status', '--porcelain', '--', ':!docs') === '' ? '' : ' with changes';
  const processors = cpus();
  return [
    `commit ${git('rev-parse', '--short', 'HEAD')}${changed}`,
    `${processors.length} × ${processors[0]?.model.trim()}`,
    `Node ${process.version}`,
    new Date().toISOString().slice(0, 10),
    `load ${load.map((value) => value.toFixed(1)).join(' to ')}`,
  ].join(', ');
};

const sectionOf = (result: Result): string => {
  const { name, goal, rows } = result;
  const unit = `Unit: ${goal.unit}. \`npm run bench -- ${name}\`; ${stamp(result)}.`;
  const table = markdownTable(
    HEAD,
    rows.map((row) => cellsOf(goal, row)),
  );
  return `## ${goal.id}: ${name}\n\n${goal.measures}\n\n${table}\n\n${unit}\n`;
};

const HEADING = /^## ([PG])(\d+): .*$/m;

/** P before G, and by number. */
const orderOf = (section: string): number => {
  const [, kind, number] = HEADING.exec(section) ?? [];
  return (kind === 'P' ? 0 : 1000) + Number(number);
};

/** The page with the sections of these results in place of those that it had; everything else stays. */
export const withResults = (page: string, results: readonly Result[]): string => {
  const [start = '', ...kept] = page.split(/^(?=## [PG]\d+: )/m);
  const fresh = results.map(sectionOf);
  const headings = fresh.map((section) => HEADING.exec(section)?.[0]);
  const sections = [...kept.filter((one) => !headings.includes(HEADING.exec(one)?.[0])), ...fresh];
  sections.sort((one, other) => orderOf(one) - orderOf(other));
  return `${[start, ...sections].map((part) => part.trim()).join('\n\n')}\n`;
};
