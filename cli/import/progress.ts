import { SingleBar } from 'cli-progress';

/** How far an import is: bytes of the file whose rows have their outcome, and how many rows that is. */
export interface Progress {
  start(totalBytes: number, doneBytes: number): void;
  update(doneBytes: number, rows: number): void;
  /** Prints a line above the bar. */
  say(line: string): void;
  stop(): void;
}

const PLAIN_EVERY_MS = 5000;

const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const units = ['h', 'm', 's'];
  const shown = parts.map((part, index) => `${part}${units[index]}`).filter((text) => !text.startsWith('0'));
  return shown.length === 0 ? '0s' : shown.slice(0, 2).join(' ');
};

/** Rows a second and time that is left, both of this run alone: a resumed one begins in the middle. */
const rateOf = (
  milliseconds: number,
  { rows, bytes, left }: { readonly rows: number; readonly bytes: number; readonly left: number },
): { readonly rate: number; readonly left: string } => {
  const seconds = milliseconds / 1000;
  return {
    rate: seconds > 0 ? Math.round(rows / seconds) : 0,
    left: bytes > 0 ? duration((left / bytes) * seconds) : '?',
  };
};

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

interface Shown {
  readonly percent: number;
  readonly rows: number;
  readonly rate: number;
  readonly left: string;
}

interface Display {
  start(total: number, done: number): void;
  show(done: number, shown: Shown): void;
  say(line: string): void;
  stop(): void;
}

const plainDisplay = (output: Output, now: () => number): Display => {
  let last = 0;
  return {
    start: () => {
      last = now();
    },
    show: (_, { percent, rows, rate, left }) => {
      if (now() - last < PLAIN_EVERY_MS) return;
      last = now();
      output.write(`${percent}%  ${rows} rows  ${rate} rows/s  ${left} left\n`);
    },
    say: (line) => void output.write(`${line}\n`),
    stop: () => {},
  };
};

const barDisplay = (output: NodeJS.WriteStream): Display => {
  const bar = new SingleBar({
    stream: output,
    format: '{bar} {percentage}%  {rows} rows  {rate} rows/s  {left} left',
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  return {
    start: (total, done) => bar.start(Math.max(total, 1), done, { rows: 0, rate: 0, left: '?' }),
    show: (done, { rows, rate, left }) => bar.update(done, { rows, rate, left }),
    say: (line) => {
      // Wipes the bar's line; the next update draws it anew below.
      output.write(`\r\u001b[K${line}\n`);
    },
    stop: () => bar.stop(),
  };
};

/** A bar where a person watches, plain lines elsewhere. */
export const openProgress = (output: NodeJS.WriteStream, now: () => number): Progress => {
  const display = output.isTTY ? barDisplay(output) : plainDisplay(output, now);
  let total = 1;
  let from = 0;
  let since = now();
  return {
    start(totalBytes, doneBytes) {
      total = Math.max(totalBytes, 1);
      from = doneBytes;
      since = now();
      display.start(total, doneBytes);
    },
    update(doneBytes, rows) {
      const bytes = doneBytes - from;
      const rate = rateOf(now() - since, { rows, bytes, left: total - doneBytes });
      display.show(doneBytes, {
        percent: Math.min(100, Math.floor((100 * doneBytes) / total)),
        rows,
        ...rate,
      });
    },
    say: (line) => display.say(line),
    stop: () => display.stop(),
  };
};
