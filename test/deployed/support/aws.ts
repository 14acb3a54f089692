import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { given } from './given.ts';

const run = promisify(execFile);

/**
 * AWS's own command line, on the engine. @returns what it answers, or nothing where it says nothing
 * @throws Error with what it said on standard error
 */
export const aws = async (...args: readonly string[]): Promise<any> => {
  const { python, env } = given();
  const { stdout } = await run(python, ['-m', 'awscli', '--output', 'json', ...args], {
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
};
