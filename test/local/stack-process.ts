import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { reservePort } from '../../local/engines/loopback.ts';

const ENTRY = fileURLToPath(new URL('../../local/start.ts', import.meta.url));

export interface StackProcess {
  readonly child: ChildProcess;
  /** Known once it is up. */
  readonly url: string;
  readonly dynamoPort: string;
  /** Standard output and standard error so far. */
  readonly said: () => { out: string; err: string };
  /** Settles with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Where `test/bundles/vitest.config.ts` runs the tests, the stack's functions are the built ones. */
const fromBundles = (): string[] => {
  const codeDirectory = inject('codeDirectory');
  return codeDirectory === undefined ? [] : ['--bundles', codeDirectory];
};

/**
 * `npm start` as a process of its own, without the AWS settings of this machine.
 * @param within a command that runs the one behind it
 */
export const spawnStack = async (
  env: Readonly<Record<string, string>> = {},
  within: readonly string[] = [],
): Promise<StackProcess> => {
  const dynamo = env['DYNAMODB_PORT'] ?? String(await reservePort());
  const { PATH = '' } = process.env;
  const [program = process.execPath, ...rest] = [...within, process.execPath, ENTRY, ...fromBundles()];
  const child = spawn(program, rest, {
    // A port that is chosen before it is needed may be gone by then.
    env: { PATH, PORT: '0', DYNAMODB_PORT: dynamo, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text.out += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.err += part;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    get url() {
      return text.out.match(/API +(\S+)/)?.[1] ?? '';
    },
    dynamoPort: dynamo,
    said: () => ({ ...text }),
    ended,
  };
};

/** Waits for the banner of this very child: another program on the port could not print it. */
export const isUp = ({ child, said, ended }: StackProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const look = () => {
      if (said().out.includes('Ctrl-C ends everything')) resolve();
    };
    child.stdout?.on('data', look);
    look();
    void ended.then((code) => reject(new Error(`The stack ended with ${code}: ${said().err}`)));
  });

/** Process ids below a process, by the process table. */
export const descendants = (root: number): number[] => {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const below = (parent: number): number[] =>
    [...parents].filter(([, of]) => of === parent).flatMap(([pid]) => [pid, ...below(pid)]);
  return below(root);
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
