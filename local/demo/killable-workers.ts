import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MovableClock } from '../clock.ts';

const ENTRY = fileURLToPath(new URL('../worker-process.ts', import.meta.url));

export interface KillableWorker {
  readonly name: string;
  /** Stops the process where it is, without its knowing. */
  pause(): void;
  resume(): void;
  /** SIGKILL: nothing is finished, nothing is given back. */
  kill(): Promise<void>;
}

interface KillableWorkers {
  start(name: string): KillableWorker;
  /** Passes the offset of the clock to all workers. */
  moveClocks(): void;
  stop(): Promise<void>;
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Workers of one kind, each a process of its own. */
export const killableWorkers = (id: string, clock: MovableClock): KillableWorkers => {
  const children = new Set<ChildProcess>();
  const ahead = () => clock.now().getTime() - Date.now();
  return {
    start(name) {
      const child = fork(ENTRY, [id, String(ahead())]);
      children.add(child);
      return {
        name,
        pause: () => void child.kill('SIGSTOP'),
        resume: () => void child.kill('SIGCONT'),
        async kill() {
          children.delete(child);
          child.kill('SIGKILL');
          await ended(child);
        },
      };
    },
    moveClocks: () => {
      for (const child of children) child.send(ahead());
    },
    async stop() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all([...children].map(ended));
    },
  };
};
