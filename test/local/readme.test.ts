import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUp, type StackProcess, spawnStack } from './stack-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const CREATES_KARI = /curl "[^"]*\/members" (?:.|\n)*?(?=\n```)/;
const ON_THE_LOCAL_STACK = /^npm run loyalty -- (--local (?:.*\\\n)*.*)$/gm;

const commandsOf = (path: string): string[] =>
  [...read(path).matchAll(ON_THE_LOCAL_STACK)].map(([, command = '']) => command);

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

  const shell = (command: string) =>
    promisify(execFile)('sh', ['-c', command], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        PORT: new URL(stack.url).port,
        DYNAMODB_PORT: stack.dynamoPort,
      },
    });

  it('creates the first member', async () => {
    const [curl = ''] = CREATES_KARI.exec(read('README.md')) ?? [];
    const { stdout } = await shell(curl.replace('http://127.0.0.1:3000', stack.url));
    expect(JSON.parse(stdout)).toMatchObject({ properties: { email: 'kari@example.com' } });
  });

  it.each([...commandsOf('README.md'), ...commandsOf('docs/guide/02-authentication.md')])(
    'runs loyalty %s',
    async (command) => {
      const { stdout } = await shell(`"${process.execPath}" cli/loyalty.ts ${command}`);
      expect(stdout).not.toBe('');
    },
  );
});
