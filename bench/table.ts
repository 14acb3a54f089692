import { type Goal, isWithin, type Row, ratioOf } from './goal.ts';

type Bounded = Pick<Goal, 'bound'>;

/** Three digits that count: `0.0123`, `1.23`, `123`, `12,345`. */
const figureText = (value: number): string => {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
};

const boundText = (goal: Bounded, row: Row): string => {
  const bound = row.bound ?? goal.bound;
  if (!bound) return '';
  const text = 'atMost' in bound ? `≤ ${figureText(bound.atMost)}` : `≥ ${figureText(bound.atLeast)}`;
  return isWithin(goal, row) ? text : `${text}: **missed**`;
};

const ratioText = (row: Row): string => {
  const ratio = ratioOf(row);
  if (ratio === undefined) return '';
  const { spread } = row;
  return figureText(ratio) + (spread ? ` (${spread.map(figureText).join('–')})` : '');
};

export const HEAD = ['', 'ours', 'peer', 'ratio', 'bound'];

export const cellsOf = (goal: Bounded, row: Row): readonly string[] => [
  row.of,
  figureText(row.ours),
  row.peer ? `${figureText(row.peer.value)} ${row.peer.name}` : '',
  ratioText(row),
  boundText(goal, row),
];

export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The same with columns of equal width, for a terminal. */
export const plainTable = (rows: readonly (readonly string[])[]): string => {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map((cells) => line(cells).replaceAll('**', '')).join('\n');
};
