import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { isUp, type StackProcess, spawnStack } from './stack-process.ts';

const ROOT = join(import.meta.dirname, '../..');

const ORIGIN = 'http://127.0.0.1:3000';

interface ShellBlock {
  readonly text: string;
  /** A comment before it: why a test on the local stack cannot run it. */
  readonly mark: string | undefined;
}

const shellBlocks = (path: string): ShellBlock[] =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:<!-- (.*) -->\n)?^```sh\n([\s\S]*?)^```/gm)].map(
    ([, mark, text = '']) => ({ text, mark }),
  );

/** Commands, each with the lines that continue it. */
const commandsIn = (text: string): string[] =>
  text.split(/\n(?=curl |npm |npx )/).map((command) => command.trim());

const README = shellBlocks('README.md');
const RUN = README.filter(({ mark }) => mark === undefined).flatMap(({ text }) => commandsIn(text));

/** Requests to the local stack; the guide also shows commands of others. */
const GUIDE = shellBlocks('docs/guide/02-authentication.md')
  .flatMap(({ text }) => commandsIn(text))
  .filter(
    (command) => command.startsWith(`curl "${ORIGIN}`) || command.startsWith('npm run loyalty -- --local'),
  );

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

  const shell = async (command: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const here = command
      .replace(ORIGIN, stack.url)
      .replace(/^npm run loyalty --/, `"${process.execPath}" cli/loyalty.ts`)
      .replace(/^npm run demo$/, `"${process.execPath}" local/demo.ts`);
    const { stdout } = await promisify(execFile)('sh', ['-c', here], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        PORT: new URL(stack.url).port,
        DYNAMODB_PORT: stack.dynamoPort,
        ...env,
      },
    });
    return stdout;
  };

  const outbox = async (): Promise<unknown[]> => (await fetch(`${stack.url}/_local/outbox`)).json() as never;

  it('leaves out only what starts the stack or needs AWS', () => {
    expect(README.flatMap(({ mark }) => mark ?? [])).toEqual(['starts the stack', 'needs AWS']);
    expect(RUN.filter((command) => command.startsWith('curl'))).toHaveLength(3);
  });

  it('may begin with the demo, which leaves no messages that others would wait behind', async () => {
    expect(await shell('npm run demo', { MEMBERS: '250' })).toContain('Every number agrees.');
    expect(await outbox()).toEqual([]);
  });

  // In the order of the README: what comes first makes what the later ones look at.
  it.each(RUN)('runs %s', async (command) => {
    expect(await shell(command)).not.toMatch(/^$|"error"/);
  });

  it('has then created a member and changed her by a bulk, and welcomed her once', async () => {
    const status = RUN.find((command) => /create_or_update\/first"/.test(command)) ?? '';
    const job = await eventually(
      async () => JSON.parse(await shell(status)),
      ({ status: now }) => now === 'finished',
    );
    expect(job).toMatchObject({ members_created_number: 1, members_updated_number: 1, errors: [] });
    const sent = await eventually(outbox, (messages) => messages.length >= 2);
    expect(sent).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ channel: 'email', to: 'kari@example.com' }),
        expect.objectContaining({ channel: 'sms', to: '+4790000001' }),
      ]),
    );
  });

  it.each(GUIDE)('runs %s of the guide', async (command) => {
    expect(await shell(command)).not.toMatch(/^$|"error"/);
  });

  it('wrote a line for each of its requests and messages, without tokens and addresses in paths', async () => {
    const { out, err } = stack.said();
    expect(out).toMatch(/ POST +\/api\/v3\/loyalty_clubs\/infinity-mall\/members 200 \d+ ms [0-9a-f-]{36}\n/);
    expect(out).toMatch(/ mail → kari@example\.com: /);
    expect(out).toMatch(/ bulk first: 1 of 1 chunks, 1 created, 1 updated, 0 invalid\n/);
    const [, lines = ''] = out.split('Ctrl-C ends everything');
    for (const secret of ['B7t9U9tsoWsGhrv2ouUoSqpM', '\u001b']) expect(lines).not.toContain(secret);
    expect(err).toBe('');
  });
});
