import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Invocations, Outcome } from './invoke.ts';

const RUNTIME = fileURLToPath(new URL('invoke.ts', import.meta.url));

/** Milliseconds; beyond any function's own timeout. */
const LONGEST = 240_000;

interface Sandbox {
  /** Where the function's bundle lies. */
  readonly folder: string;
  /** What a stage gives the function. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the runtime itself sets. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const lambdaEnvironment = (folder: string, functionName: string) => ({
  _HANDLER: 'index.handler',
  LAMBDA_TASK_ROOT: folder,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
});

/**
 * Starts a cold process, without the variables of this one, for a few invocations.
 * @throws Error with what the process wrote, when it does not load or its handler throws
 */
export const invoke = (sandbox: Sandbox, invocations: Invocations): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const { folder, environment } = sandbox;
    const child = fork(RUNTIME, [folder], {
      cwd: folder,
      env: { ...lambdaEnvironment(folder, invocations.functionName), ...environment },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      timeout: LONGEST,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => {
        output += part;
      });
    }
    let outcome: Outcome | undefined;
    child.once('message', (message) => {
      outcome = message as Outcome;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (outcome) resolve(outcome);
      // A line of a bundle is as long as the bundle.
      else reject(new Error(`The sandbox ended with ${signal ?? code}: …${output.slice(-2000)}`));
    });
    child.send(invocations);
  });
