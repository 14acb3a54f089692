import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { WorkView } from '#shared/admin/bulk-work.ts';
import { EXIT } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import type { Report } from './output.ts';
import { workText } from './work-report.ts';

interface Display {
  show(work: WorkView): void;
  stop(): void;
}

const lineOf = ({ status, chunks_done, chunks, created, updated, refused }: WorkView): string =>
  `${status}  ${chunks_done}/${chunks} chunks  ${created} created  ${updated} updated  ${refused} refused`;

const barDisplay = (output: NodeJS.WriteStream): Display => {
  const bar = new SingleBar({
    stream: output,
    format: '{bar} {percentage}%  {status}  {members} members',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    linewrap: true,
  });
  let started = false;
  return {
    show({ status, chunks, chunks_done, created, updated, skipped, refused }) {
      const shown = { status, members: created + updated + skipped + refused };
      // A job grows while requests arrive.
      if (started) bar.setTotal(Math.max(chunks, 1));
      else bar.start(Math.max(chunks, 1), chunks_done, shown);
      started = true;
      bar.update(chunks_done, shown);
    },
    stop: () => bar.stop(),
  };
};

/** A line for every change. */
const plainDisplay = (output: NodeJS.WriteStream): Display => {
  let last = '';
  return {
    show(work) {
      const line = lineOf(work);
      if (line !== last) output.write(`${line}\n`);
      last = line;
    },
    stop: () => {},
  };
};

const exitCodeOf = ({ chunks_failed, refused, status }: WorkView): number =>
  chunks_failed > 0 || refused > 0 || status === 'failed' ? EXIT.incomplete : EXIT.done;

/** Shows work on standard error until it has ended or Ctrl-C comes, and then reports its state. */
export const watchWork = async (ask: () => Promise<WorkView>, everySeconds: number): Promise<Report> => {
  const { signal, end } = interruption();
  const display = (process.stderr.isTTY ? barDisplay : plainDisplay)(process.stderr);
  let work: WorkView;
  try {
    for (;;) {
      work = await ask();
      display.show(work);
      if (work.ended || signal.aborted) break;
      await sleep(everySeconds * 1000, undefined, { signal }).catch(() => {});
    }
  } finally {
    display.stop();
    end();
  }
  const exitCode = work.ended ? exitCodeOf(work) : EXIT.interrupted;
  return { json: work, text: workText(work), exitCode };
};
