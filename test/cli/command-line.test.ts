import { createServer } from 'node:net';
import { basename, dirname } from 'node:path';
import pMap from 'p-map';
import { describe, expect, test } from 'vitest';
import { OTHER_MALL, runLoyalty } from './loyalty-process.ts';

/** A port that was free a moment ago, so that nothing listens there. */
const deafPort = (): Promise<string> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? String(address.port) : '';
      probe.close(() => resolve(port));
    });
  });

/** Every command that does something, as the tree itself tells them. */
const leaves = async (): Promise<string[]> => {
  const { stdout } = await runLoyalty(['completion', 'bash']);
  const places = [...stdout.matchAll(/^ {4}'([a-z -]+)'\) words='/gm)].map(([, path = '']) => path);
  return places.filter((path) => path !== '' && !places.some((other) => other.startsWith(`${path} `)));
};

describe('help', () => {
  test('of every command has an example and says what it needs', async () => {
    const commands = await leaves();
    expect(commands.length).toBeGreaterThan(25);
    const check = async (command: string): Promise<void> => {
      const { code, stdout, stderr } = await runLoyalty([...command.split(' '), '--help']);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
      expect(stdout, command).toMatch(/Examples?:\n {2}.*loyalty /m);
      expect(stdout, command).toMatch(/^Needs (AWS access|a client token|nothing)/m);
    };
    await pMap(commands, check, { concurrency: 4 });
  });

  test('documents the exit codes', async () => {
    const { stdout } = await runLoyalty(['--help']);
    expect(stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
  });
});

test('files are named from the folder in which npm was called', async () => {
  const env = { npm_lifecycle_event: 'loyalty', INIT_CWD: dirname(OTHER_MALL) };
  const { code, stdout } = await runLoyalty(['clubs', 'lint', basename(OTHER_MALL)], { env });
  expect([code, stdout]).toEqual([0, 'other-mall.json: ok\n']);
});

describe('a command line that makes no sense ends with 2', () => {
  test.for([
    { args: [], stderr: 'Usage: loyalty' },
    { args: ['clubs', 'paint'], stderr: "unknown command 'paint'" },
    { args: ['clubs', 'create', 'a'], stderr: "required option '--file <path>' not specified" },
    { args: ['clubs', 'list', '--colour'], stderr: "unknown option '--colour'" },
    { args: ['tokens', 'revoke', 'all'], stderr: 'Pass the id of a token' },
    { args: ['clubs', 'list'], stderr: 'Pass --table NAME or set TABLE_NAME' },
    { args: ['--table', 't', 'clubs', 'list'], stderr: 'Pass --region or set AWS_REGION' },
  ])('$args', async ({ args, stderr }) => {
    const ended = await runLoyalty(args);
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(stderr) });
  });
});

describe('a database that cannot be used is one clear line', () => {
  test.for([
    ['clubs', 'list'],
    ['clubs', 'create', 'a', '--file', OTHER_MALL],
    ['tokens', 'list'],
  ])('nothing listens: %s %s', async (args) => {
    const ended = await runLoyalty(['--local', ...args], { env: { DYNAMODB_PORT: await deafPort() } });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^loyalty: DynamoDB cannot be reached: [^\n]+\n$/);
  });

  test('no credentials', async () => {
    const ended = await runLoyalty(['--table', 't', '--region', 'eu-west-1', 'clubs', 'list']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^loyalty: There are no AWS credentials\. [^\n]+\n$/);
  });
});
