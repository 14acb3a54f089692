import { SingleBar } from 'cli-progress';

/** How far an import is: bytes of the file whose rows have their outcome, and how many rows that is. */
export interface Progress {
  start(totalBytes: number, doneBytes: number): void;
  /** Rows that the API has accepted, or that were read, of this run. */
  sent(rows: number): void;
  /** @param rows of this run */
  update(doneBytes: number, rows: number): void;
  /** Prints a line above the bar. */
  say(line: string): void;
  stop(): void;
}

const TICK_MS = 1000;
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
  readonly sent: number;
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

/** A line in the first second, so that it is seen to work, and then from time to time. */
const plainDisplay = (output: Output, now: () => number, isSent: string): Display => {
  let next = 0;
  return {
    start: () => {
      next = now() + TICK_MS;
    },
    show: (_, { percent, sent, rows, rate, left }) => {
      if (now() < next) return;
      next = now() + PLAIN_EVERY_MS;
      output.write(`${percent}%  ${sent} ${isSent}  ${rows} rows  ${rate} rows/s  ${left} left\n`);
    },
    say: (line) => void output.write(`${line}\n`),
    stop: () => {},
  };
};

const barDisplay = (output: NodeJS.WriteStream, isSent: string): Display => {
  const bar = new SingleBar({
    stream: output,
    format: `{bar} {percentage}%  {sent} ${isSent}  {rows} rows  {rate} rows/s  {left} left`,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  return {
    start: (total, done) => bar.start(Math.max(total, 1), done, { sent: 0, rows: 0, rate: 0, left: '?' }),
    show: (done, { sent, rows, rate, left }) => bar.update(done, { sent, rows, rate, left }),
    say: (line) => {
      // Wipes the bar's line; the next update draws it anew below.
      output.write(`\r\u001b[K${line}\n`);
    },
    stop: () => bar.stop(),
  };
};

/** A bar where a person watches, plain lines elsewhere. @param isSent what rows are before they have their outcome */
export const openProgress = (output: NodeJS.WriteStream, now: () => number, isSent = 'sent'): Progress => {
  const display = output.isTTY ? barDisplay(output, isSent) : plainDisplay(output, now, isSent);
  let [total, from, since] = [1, 0, now()];
  let [doneBytes, sent, rows] = [0, 0, 0];
  let timer: NodeJS.Timeout | undefined;

  const show = (): void => {
    const done = Math.min(doneBytes, total);
    const rate = rateOf(now() - since, { rows, bytes: done - from, left: total - done });
    display.show(done, { percent: Math.floor((100 * done) / total), sent, rows, ...rate });
  };

  return {
    start(totalBytes, startBytes) {
      total = Math.max(totalBytes, 1);
      [from, doneBytes, since] = [startBytes, startBytes, now()];
      display.start(total, startBytes);
      timer = setInterval(show, TICK_MS).unref();
    },
    sent(more) {
      sent += more;
    },
    update(bytes, done) {
      [doneBytes, rows] = [bytes, done];
      show();
    },
    say: (line) => display.say(line),
    stop() {
      clearInterval(timer);
      display.stop();
    },
  };
};
