import { EXIT } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C may arrive twice: from the terminal, and from npm, which passes it on. */
const SAME_PRESS_MS = 500;

interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  end(): void;
}

/** Aborts at Ctrl-C or a polite kill; a second one ends the process at once. */
export const interruption = (): Interruption => {
  const controller = new AbortController();
  let first = 0;
  const abort = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort();
    } else if (performance.now() - first > SAME_PRESS_MS) process.exit(EXIT.interrupted);
  };
  for (const name of SIGNALS) process.on(name, abort);
  return {
    signal: controller.signal,
    end: () => {
      for (const name of SIGNALS) process.off(name, abort);
    },
  };
};
