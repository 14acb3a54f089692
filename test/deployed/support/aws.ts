import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Given, given } from './given.ts';

const run = promisify(execFile);

/**
 * AWS's own command line, on the engine. @returns what it answers, or nothing where it says nothing
 * @throws Error with what it said on standard error
 */
const awsAt = async (
  { python, env }: Pick<Given, 'python' | 'env'>,
  ...args: readonly string[]
): Promise<any> => {
  // Version 1 asks the queues of AWS whatever the environment says.
  const endpoint = ['--endpoint-url', env['AWS_ENDPOINT_URL'] ?? ''];
  const { stdout } = await run(python, ['-m', 'awscli', '--output', 'json', ...endpoint, ...args], {
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
};

export const aws = (...args: readonly string[]): Promise<any> => awsAt(given(), ...args);

/** An account whose clubs may send mail from example.com, to anybody: step 3 of docs/operations.md. */
export const allowMail = async (place: Pick<Given, 'python' | 'env'>): Promise<void> => {
  await awsAt(place, 'sesv2', 'create-email-identity', '--email-identity', 'example.com');
  await awsAt(
    place,
    ...['sesv2', 'put-account-details', '--production-access-enabled', '--mail-type', 'TRANSACTIONAL'],
    ...['--website-url', 'https://www.example.com', '--use-case-description', 'A test'],
  );
};
