import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { isUp, type StackProcess, spawnStack } from './stack-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const ORIGIN = 'http://127.0.0.1:3000';
/** What a reader would paste: a request to the local stack, or an operator command for it. */
const PASTED = [
  /^curl "http:\/\/127\.0\.0\.1:3000(?:.*\\\n)*(?:.|\n)*?(?=\n```|\ncurl )/gm,
  /^npm run loyalty -- --local (?:.*\\\n)*.*$/gm,
];

const shellBlocks = (path: string): string[] =>
  [...read(path).matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([block]) => block);

const commandsOf = (path: string): string[] =>
  shellBlocks(path).flatMap((block) => PASTED.flatMap((pattern) => block.match(pattern) ?? []));

const README = commandsOf('README.md');

/** In the order of the README: what comes first makes what the later ones look at. */
describe('who follows the README', () => {
  let stack: StackProcess;
  beforeAll(async () => {
    stack = await spawnStack();
    await isUp(stack);
  });
  afterAll(async () => {
    stack.child.kill('SIGTERM');
    await stack.ended;
  });

  const shell = async (command: string): Promise<string> => {
    const here = command
      .replace(ORIGIN, stack.url)
      .replace(/^npm run loyalty --/, `"${process.execPath}" cli/loyalty.ts`);
    const { stdout } = await promisify(execFile)('sh', ['-c', here], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        PORT: new URL(stack.url).port,
        DYNAMODB_PORT: stack.dynamoPort,
      },
    });
    return stdout;
  };

  it('creates a member, changes it by a bulk, and sees the bulk end', async () => {
    const [create = '', bulk = '', status = ''] = README.filter((command) => command.startsWith('curl'));
    expect(JSON.parse(await shell(create))).toMatchObject({ properties: { email: 'kari@example.com' } });
    expect(JSON.parse(await shell(bulk))).toEqual({ success: true, job_id: 'first' });
    const job = await eventually(
      async () => JSON.parse(await shell(status)),
      ({ status: now }) => now === 'finished',
    );
    expect(job).toMatchObject({ members_created_number: 1, members_updated_number: 1, errors: [] });
  });

  it.each([
    ...README.filter((command) => command.startsWith('npm')),
    ...commandsOf('docs/guide/02-authentication.md'),
  ])('runs %s', async (command) => {
    expect(await shell(command)).not.toMatch(/^$|"error"/);
  });
});
