import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Job } from './runner.ts';

export interface RunnerProcess<Job, Answer> {
  /** Runs a job; nothing when it took longer than allowed, and the process was ended. */
  run(job: Job, limitMs: number): Promise<Answer | undefined>;
  stop(): void;
}

/** A child in a process group of its own: a mutant may loop for ever, in a worker that nothing else can end. */
export const ownProcess = <Job extends object, Answer>(
  script: string,
  args: readonly string[],
): RunnerProcess<Job, Answer> => {
  const path = fileURLToPath(new URL(script, import.meta.url));
  let child: ChildProcess | undefined;
  const stop = (): void => {
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    child = undefined;
  };
  const started = async (): Promise<ChildProcess> => {
    if (child) return child;
    child = fork(path, args, { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(child, 'message');
    return child;
  };
  return {
    stop,
    run: async (job, limitMs) => {
      const running = await started();
      running.send(job);
      const timer = new AbortController();
      const limit = setTimeout(() => timer.abort(), limitMs);
      try {
        const [answer] = await once(running, 'message', { signal: timer.signal });
        return answer as Answer;
      } catch (error) {
        if (!timer.signal.aborted) throw error;
        stop();
        return undefined;
      } finally {
        clearTimeout(limit);
      }
    },
  };
};

/** Runs tests, on a table at the given address or in memory. */
export const testProcess = (database: string): RunnerProcess<Job, Answer> =>
  ownProcess('runner.ts', [database]);
