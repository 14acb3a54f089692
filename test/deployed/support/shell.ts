import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';

export interface ShellResult {
  readonly code: number;
  readonly output: string;
}

/** One shell for many commands: later ones use what earlier ones export and define. */
export interface Shell {
  run(command: string): Promise<ShellResult>;
  close(): Promise<void>;
}

export const openShell = (env: NodeJS.ProcessEnv, cwd: string): Shell => {
  const child = spawn('bash', ['--noprofile', '--norc'], { env, cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let said = '';
  let heard: () => void = () => {};
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    said += part;
    heard();
  });
  child.stdin.write('exec 2>&1\n');
  return {
    run: (command) =>
      new Promise((resolve, reject) => {
        const mark = randomUUID();
        const end = new RegExp(`\\n?${mark} (\\d+)\\n`);
        said = '';
        heard = () => {
          const found = end.exec(said);
          if (found) resolve({ code: Number(found[1]), output: said.slice(0, found.index) });
        };
        void ended.then(() => reject(new Error(`The shell ended: ${said}`)));
        child.stdin.write(`{ ${command}\n} </dev/null\nprintf '\\n%s %d\\n' ${mark} $?\n`);
      }),
    close: () => {
      child.stdin.end();
      return ended;
    },
  };
};
