import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoClient } from '../../local/demo/api.ts';
import { prepareExamples } from '../../local/examples/prepare.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { DEMO } from '../../openapi/document/curl.ts';
import { guidePages } from '../../site/pages.ts';
import { documentProblem, operations } from '../support/openapi.ts';
import { requestsOf } from '../support/postman.ts';

type State = Awaited<ReturnType<typeof prepareExamples>>;

/** Examples that use up what they are about, or end the session; the others share one state. */
const CONSUMING = [
  'members.update',
  'members.destroy',
  'members.reset-password',
  'oauth.revoke',
  'me.update',
  'me.destroy',
  'me.update-password',
  'messages.destroy',
  'messages.bulks',
  'sendings.cancel',
  'webhooks.create',
  'webhooks.destroy',
  'tokens.destroy',
];

/** What an example makes must not be there yet. */
const MADE: Readonly<Record<string, string>> = { 'members.create': 'dev+6@test.com' };

const commandOf = (node: any): string => node['x-codeSamples'][0].source;
/** An operation's id is its endpoint's, with the way to call it behind a dot. */
const isOf = (operationId: string, id: string): boolean =>
  operationId === id || operationId.startsWith(`${id}.`);
const rowOf = <Row>(table: Readonly<Record<string, Row>>, operationId: string): Row | undefined =>
  Object.entries(table).find(([id]) => isOf(operationId, id))?.[1];

let stack: Stack;
let shared: State;
const problems: string[] = [];

beforeAll(async () => {
  stack = await startStack({ port: 0, dynamoPort: 0, report: (line) => problems.push(line) });
  shared = await prepareExamples(stack.url);
});
afterAll(() => stack?.stop());

const stateFor = (operationId: string): Promise<State> | State =>
  CONSUMING.some((id) => isOf(operationId, id)) ? prepareExamples(stack.url) : shared;

const removed = async (email: string | undefined): Promise<void> => {
  if (email === undefined) return;
  const { members } = demoClient(stack.url);
  const found = await members.getByEmail({ email }).catch(() => undefined);
  if (found) await members.destroy({ id: found.id });
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** `head, blank line, body, status` as curl was told to print them. */
const answerIn = (stdout: string): Answer => {
  const [, head = '', body = '', status] = /^([\s\S]*?)\r\n\r\n([\s\S]*)\n(\d+)$/.exec(stdout) ?? [];
  const headers = [...head.matchAll(/^([\w-]+): (.*?)\r?$/gm)].map(
    ([, name = '', value = '']) => [name.toLowerCase(), value] as const,
  );
  return { status: Number(status), body: JSON.parse(body), headers: Object.fromEntries(headers) };
};

const run = (command: string, state: State): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { PATH = '' } = process.env;
    const here = `${command.replaceAll(DEMO.origin, stack.url)} -s -S -D - -w '\\n%{http_code}'`;
    execFile('sh', ['-c', here], { env: { PATH, NO_PROXY: '*', ...state } }, (error, stdout) =>
      error ? reject(error) : resolve(answerIn(stdout)),
    );
  });

describe('the command of the reference answers as documented', () => {
  it.each(operations.map((operation) => [operation.route, operation] as const))(
    '%s',
    async (route, { node }) => {
      await removed(rowOf(MADE, node.operationId));
      const reply = await run(commandOf(node), await stateFor(node.operationId));
      expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      expect(documentProblem(route, reply)).toBeUndefined();
      expect(problems).toEqual([]);
    },
  );
});

const COLLECTION = new URL('../../loyalty-club.postman_collection.json', import.meta.url);

it('the readings of the Postman collection answer 200', async () => {
  const own = Object.entries(shared).map(([name, value]) => [name.toLowerCase(), value]);
  const values = { ...Object.fromEntries(own), base_url: stack.url };
  const readings = requestsOf(JSON.parse(readFileSync(COLLECTION, 'utf8')), values).filter(
    ({ method }) => method === 'GET',
  );
  expect(readings.length).toBeGreaterThan(20);
  for (const { name, url, headers } of readings) {
    const reply = await fetch(url, { headers });
    expect(reply.status, `${name}: ${await reply.text()}`).toBe(200);
  }
});

it('the commands of the guide work', async () => {
  const guide = guidePages()
    .map(({ html }) => html.replaceAll('&amp;', '&'))
    .join('\n');
  const blocks = [...guide.matchAll(/<code>(curl [\s\S]*?)<\/code>/g)].map(([, block = '']) => block.trim());
  const commands = blocks.flatMap((block) => block.split(/\n(?=curl )/));
  expect(commands).toHaveLength(7);
  for (const command of commands) expect((await run(command, shared)).status).toBe(200);
});
