import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';

/** Runs a Python module, and ends it when standard input closes: with its parent, however that ended. */
const GUARDED = `
import os, runpy, signal, sys, threading
def guard():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=guard, daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)
`;

interface ServerOptions {
  readonly python: string;
  readonly module: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whatever it says is appended here. */
  readonly log: string;
  /** Answers once the server serves. */
  readonly health: string;
}

export interface Server {
  readonly pid: number;
  stop(): Promise<void>;
}

const PATIENCE_MS = 120_000;
/** How long it may take to end by itself. */
const GRACE_MS = 5000;

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends a whole process group: the server with the workers that it started. */
const end = async (child: ChildProcess, ended: Promise<unknown>): Promise<void> => {
  const group = -(child.pid ?? 0);
  if (group === 0) return;
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(group, name);
    } catch {
      // It has ended already.
    }
  };
  signal('SIGTERM');
  await Promise.race([ended, pause(GRACE_MS)]);
  signal('SIGKILL');
  await ended;
};

/**
 * Starts a server as our own child, in a process group of its own, and waits until it answers.
 * @throws Error when the child ends before: then somebody else has the port, and it is not the child that answers
 */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const child = spawn(options.python, ['-c', GUARDED, options.module, ...(options.args ?? [])], {
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => appendFileSync(options.log, part));
  }
  let running = true;
  const ended = new Promise<void>((resolve) => {
    const settle = () => {
      running = false;
      resolve();
    };
    child.once('close', settle);
    child.once('error', settle);
  });
  const deadline = Date.now() + PATIENCE_MS;
  while (running && Date.now() < deadline) {
    if ((await answers(options.health)) && running)
      return { pid: child.pid ?? 0, stop: () => end(child, ended) };
    await pause(100);
  }
  await end(child, ended);
  throw new Error(`${options.module} does not serve ${options.health}; what it said is in ${options.log}`);
};
