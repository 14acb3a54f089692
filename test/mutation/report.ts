import type { Mutant } from './mutants.ts';
import type { Result, Verdict } from './results.ts';

export interface Judged {
  readonly mutant: Mutant;
  /** Absent = not run yet, or not since its source changed. */
  readonly result: Result | undefined;
  readonly equivalent: boolean;
}

const SHOWN = 110;
const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

export const lineOf = ({ mutant, result }: Judged): string => {
  const partly = result && result.asked < result.of ? `  (${result.asked} of ${result.of} test files)` : '';
  const unseen = result?.of === 0 ? '  (no test in which it differs)' : '';
  return `${mutant.file}:${mutant.line}  ${cut(mutant.original)} → ${cut(mutant.text.replace(/\s+/g, ' ')) || 'nothing'}${partly}${unseen}`;
};

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;

/** One line of counts; of the decided ones, what share was noticed. */
export const summary = (room: string, judged: readonly Judged[]): string => {
  const count = (verdict: Verdict | undefined): number =>
    judged.filter(({ result, equivalent }) => !equivalent && result?.verdict === verdict).length;
  const noticed = count('killed') + count('timeout');
  const decided = noticed + count('survived');
  const open = count('open') + count(undefined);
  return [
    room.padEnd(22),
    `${judged.length} mutants`,
    `${count('killed')} killed`,
    `${count('survived')} survived`,
    `${count('timeout')} timeout`,
    `${open} open`,
    `${judged.filter(({ equivalent }) => equivalent).length} equivalent`,
    `${percent(noticed, decided)} of the decided killed`,
  ].join(' · ');
};

export const unnoticed = (judged: readonly Judged[], verdict: Verdict): string[] =>
  judged
    .filter(({ result, equivalent }) => !equivalent && (result?.verdict ?? 'open') === verdict)
    .map(lineOf);
