import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const APP = `${process.execPath} ${join(ROOT, 'test/deployed/engine/app.ts')}`;

/** Lines of a shell script that does what `npx cdk` does for an operator; approvals are asked of nobody. */
export const cdkScript = ({ functions, output }: Omit<Target, 'env'>): string =>
  [
    'shift',
    'case "$1" in deploy) set -- "$@" --require-approval never ;; esac',
    `export BUILT_FUNCTIONS=${functions} CI=true`,
    `exec ${process.execPath} ${CDK} "$@" --app "${APP}" --output ${output}`,
  ].join('\n');

/** Where to deploy, and what. */
export interface Target {
  /** The engine's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the built functions. */
  readonly functions: string;
  /** Folder for the synthesised templates. */
  readonly output: string;
}

export type Settings = Readonly<Record<string, string>>;

interface Ended {
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** The real CDK command, as an operator runs it, on the app for the engine. */
export const runCdk = ({ env, functions, output }: Target, ...args: string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CDK, ...args, '--app', APP, '--output', output], {
      cwd: ROOT,
      env: { ...env, BUILT_FUNCTIONS: functions, CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        said += part;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: said }));
  });

/** @throws Error with the end of what it said */
const mustCdk = async (target: Target, ...args: string[]): Promise<string> => {
  const { code, output } = await runCdk(target, ...args);
  if (code === 0) return output;
  throw new Error(`cdk ${args.join(' ')} ended with ${code}:\n${output.split('\n').slice(-40).join('\n')}`);
};

export const bootstrap = (target: Target): Promise<string> => mustCdk(target, 'bootstrap');

const contextOf = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Outputs by stack. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `cdk deploy --all` with these settings. @returns the stacks' outputs, and what the command said */
export const deploy = async (
  target: Target,
  settings: Settings,
): Promise<{ outputs: Outputs; said: string }> => {
  const file = join(target.output, 'outputs.json');
  const said = await mustCdk(
    target,
    ...['deploy', '--all', '--require-approval', 'never', '--outputs-file', file],
    ...contextOf(settings),
  );
  return { outputs: JSON.parse(readFileSync(file, 'utf8')), said };
};

export const destroy = (target: Target, settings: Settings): Promise<string> =>
  mustCdk(target, 'destroy', '--all', '--force', ...contextOf(settings));
