import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_MEMBERS } from '../../local/demo/members.ts';
import { DEMO_CLUBS } from '../../local/seed.ts';
import { createClient, type LoyaltyClient } from '../../packages/client/src/main.ts';
import { isUp, type StackProcess, spawnStack } from '../local/stack-process.ts';
import { eventually } from '../support/eventually.ts';
import { runLoyalty } from './loyalty-process.ts';

const ENTRY = fileURLToPath(new URL('../../cli/smoke.ts', import.meta.url));
const [{ slug, secret }] = DEMO_CLUBS;

let stack: StackProcess;
let client: LoyaltyClient;
let limited: string;
beforeAll(async () => {
  stack = await spawnStack();
  await isUp(stack);
  client = createClient({ url: stack.url, token: secret, club: slug });
  const args = ['tokens', 'create', '--name', 'Limited', '--club', slug, '--permit', 'BL:Api:Schema:Get'];
  const { stdout } = await runLoyalty(['--local', '--json', ...args], {
    env: { DYNAMODB_PORT: stack.dynamoPort },
  });
  limited = JSON.parse(stdout).token;
});
afterAll(async () => {
  stack.child.kill('SIGTERM');
  await stack.ended;
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param watch sees all output so far, and may interrupt */
const smoke = (args: readonly string[], watch: (out: string, interrupt: () => void) => void = () => {}) =>
  new Promise<Run>((resolve) => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [ENTRY, ...args], { env: { PATH, LOYALTY_TOKEN: secret } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => {
      out += part;
      watch(out, () => child.kill('SIGINT'));
    });
    child.stderr.on('data', (part: Buffer) => {
      err += part;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });

const at = (url: string, ...more: string[]) => ['--url', url, '--club', slug, ...more];
const linesOf = ({ out }: Run) => out.trim().split('\n');
const notSeenIn = (run: Run) => linesOf(run).filter((line) => line.startsWith('Not seen: '));

const held = async () => ({
  members: (await client.members.list({ per_page: 1 })).pagination_info.total_count,
  messages: (await client.messages.list()).pagination_info.total_count,
});

/** As before: what a run made is removed. Lists of members lag behind a write, those of messages do not. */
const expectNothingLeft = async ({ messages }: { readonly messages: number }) => {
  const seeded = DEMO_MEMBERS.length;
  expect(await eventually(held, ({ members }) => members === seeded)).toEqual({ members: seeded, messages });
};

/** The stack behind a proxy that spoils some answers. */
const spoilt = async (spoil: (line: string) => { status?: number; headers?: Record<string, string> }) => {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const answer = await fetch(`${stack.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: request.headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    });
    const { status = answer.status, headers = {} } = spoil(`${request.method} ${request.url}`);
    const text = await answer.text();
    response.writeHead(status, { ...Object.fromEntries(answer.headers), ...headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe('npm run smoke', () => {
  it('finds a good deployment good, with a line for each check, and leaves nothing behind', async () => {
    const before = await held();
    const run = await smoke(at(stack.url, '--limited-token', limited));
    expect(run).toMatchObject({ code: 0, err: '' });
    const lines = linesOf(run);
    expect(lines.slice(1, -1).filter((line) => !/^(ok {4}|Not seen: )/.test(line))).toEqual([]);
    expect(run.out).toMatch(/^ok {4}a sending to a member is transmitted, and its delivery is reported/m);
    expect(lines.at(-1)).toMatch(/^\d+ passed, 0 failed, 0 skipped$/);
    await expectNothingLeft(before);
  });

  it('sends nothing to anybody but the mailbox simulator', async () => {
    const answer = await fetch(`${stack.url}/_local/outbox`);
    const sent = (await answer.json()) as { to: string }[];
    expect(sent.length).toBeGreaterThan(0);
    for (const { to } of sent) expect(to).toMatch(/@simulator\.amazonses\.com$/);
  });

  it('skips with a reason what it cannot check', async () => {
    const run = await smoke(at(stack.url));
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^skip {2}a token without the permit is refused \(403\): give --limited-token/m);
    expect(notSeenIn(run).join()).toMatch(/SMS: .*smsStatus.*push messages: .*permits bind/);
  });

  it('tells the check that failed, goes on with the others, and still removes all', async () => {
    const before = await held();
    const proxy = await spoilt((line) => ({
      ...(/^PUT .*\/members\/\d+$/.test(line) && { status: 500 }),
      headers: { 'cache-control': 'public' },
    }));
    const { code, out } = await smoke(at(proxy.url, '--json'));
    proxy.stop();
    expect(code).toBe(1);
    const { results } = JSON.parse(out);
    const failed = results.filter(({ outcome }: any) => outcome === 'failed');
    expect(failed).toMatchObject([
      { check: expect.stringContaining('no cache keeps'), reason: expect.stringContaining('cache-control') },
      { check: 'it is changed', reason: expect.stringContaining('members.update: 500') },
    ]);
    expect(results.at(-1)).toMatchObject({ check: expect.stringContaining('removed'), outcome: 'passed' });
    await expectNothingLeft(before);
  });

  it('does not make the checks that need one that failed', async () => {
    const before = await held();
    const proxy = await spoilt((line) => (/^POST .*\/members$/.test(line) ? { status: 500 } : {}));
    const run = await smoke(at(proxy.url));
    proxy.stop();
    expect(run.out).toMatch(/^skip {2}it is changed: "a member is created" did not pass$/m);
    // The member was made although its answer was spoilt; it was found and removed.
    await expectNothingLeft(before);
  });

  it.each(['a member is created', 'the member logs in', 'the API answers with the member schema'])(
    'removes all when it is interrupted after "%s"',
    async (line) => {
      const before = await held();
      let sent = false;
      const run = await smoke(at(stack.url), (out, interrupt) => {
        if (sent || !out.includes(`ok    ${line}`)) return;
        sent = true;
        interrupt();
      });
      expect(run).toMatchObject({ code: 130, err: '' });
      expect(run.out).toMatch(/^ok {4}everything that was made is removed/m);
      await expectNothingLeft(before);
    },
  );

  it('stops at once where there is no API, or none for the token', async () => {
    const nobody = await smoke(at('http://127.0.0.1:1', '--token', 't'));
    expect(nobody.code).toBe(1);
    expect(linesOf(nobody)).toHaveLength(3);
    const stranger = await smoke(at(stack.url, '--token', 'unknown'));
    expect(stranger.code).toBe(1);
    expect(linesOf(stranger)[1]).toMatch(
      /^FAIL {2}the API answers.*: clubs\.schema: 401 client_unauthorized/,
    );
    for (const { out, err } of [nobody, stranger]) expect(out + err).not.toContain('unknown\n');
  });

  it('needs to know where and as whom', async () => {
    expect((await smoke(['--club', slug])).code).toBe(2);
    expect((await smoke([])).err).toContain('--url');
    for (const wrong of [
      ['--properties', '[]'],
      ['--token', 'two\nlines'],
      ['--url', 'example.com'],
    ]) {
      const { code, out, err } = await smoke([...at(stack.url), ...wrong]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).not.toMatch(/two|\n {4}at /);
    }
  });
});

/** What a run finds when nobody does a part of the work. */
const DEAD: Readonly<Record<string, readonly RegExp[]>> = {
  'workers.deliver,workers.report': [
    /^FAIL {2}a mail to a member is sent.*Seen last: email_status is enabled$/m,
    /^FAIL {2}a sending to a member.*its dispatch is transmitted, its delivery pending$/m,
  ],
  'workers.send': [/^FAIL {2}a sending to a member.*The sending ends.*its status is /m],
};

describe.each(Object.entries(DEAD))('npm run smoke without %s', (ids, says) => {
  let broken: StackProcess;
  beforeAll(async () => {
    broken = await spawnStack({ WORKERS_APART: ids });
    await isUp(broken);
  });
  afterAll(async () => {
    broken.child.kill('SIGTERM');
    await broken.ended;
  });

  it('fails, tells what was seen last, and still removes all', async () => {
    const run = await smoke(at(broken.url, '--patience', '12'));
    expect(run.code).toBe(1);
    for (const line of says) expect(run.out).toMatch(line);
    expect(run.out).toMatch(/^ok {4}everything that was made is removed/m);
  });
});
