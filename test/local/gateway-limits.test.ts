import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGateway } from '../../local/gateway/server.ts';

const MB = 1024 * 1024;

/** What the function answers, and the bodies that reached it. */
let answers = '{}';
const reached: number[] = [];
const problems: string[] = [];
let server: Server;
beforeAll(async () => {
  server = createGateway({
    now: () => new Date(),
    load: async () => async (event) => {
      reached.push(event.body?.length ?? 0);
      return { statusCode: 200, headers: { 'x-ours': 'yes' }, body: answers };
    },
    tools: async () => undefined,
    onProblem: (problem) => problems.push(problem),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
  reached.length = 0;
  const { port } = server.address() as AddressInfo;
  const reply = await fetch(`http://127.0.0.1:${port}/v3/club/members/bulks/create_or_update`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const text = await reply.text();
  return { status: reply.status, body: JSON.parse(text), ours: reply.headers.get('x-ours') };
};

const REFUSED = { status: 413, body: { message: 'Request Too Long' }, ours: null };
const QUOTES = '"'.repeat(3.5 * MB);

it('hands on a JSON body of 5 MB and of 4.4 MB in Base64', async () => {
  expect((await post('x'.repeat(5 * MB))).status).toBe(200);
  const gzip = { 'content-type': 'application/gzip' };
  expect((await post(new Uint8Array(4.4 * MB), gzip)).status).toBe(200);
  expect(reached).toHaveLength(1);
});

it.each([
  ['JSON of 6 MB', 'x'.repeat(6 * MB), {}],
  ['JSON of 3.5 MB whose every character is escaped in the event', QUOTES, {}],
  ['4.6 MB that travel in Base64', new Uint8Array(4.6 * MB), { 'content-type': 'application/gzip' }],
])('refuses %s as Lambda does: no function hears of it', async (_, body, headers) => {
  expect(await post(body, headers as Record<string, string>)).toEqual(REFUSED);
  expect(reached).toEqual([]);
});

it('refuses a body of more than 10 MB as the gateway does', async () => {
  const refused = { status: 413, body: { message: 'Request Entity Too Large' }, ours: null };
  expect(await post('x'.repeat(10 * MB + 1))).toEqual(refused);
  expect(reached).toEqual([]);
});

it('refuses headers of more than 10,240 bytes together', async () => {
  expect((await post('{}', { a: 'x'.repeat(9_500) })).status).toBe(200);
  const refused = { status: 431, body: { message: 'Request Header Fields Too Large' }, ours: null };
  expect(await post('{}', { a: 'x'.repeat(5_000), b: 'x'.repeat(5_500) })).toEqual(refused);
});

it('loses a reply that Lambda would not take, whatever its status was', async () => {
  answers = JSON.stringify({ text: 'x'.repeat(6 * MB) });
  expect(await post('{}')).toEqual({ status: 500, body: { message: 'Internal Server Error' }, ours: null });
  expect(problems.at(-1)).toBe('member-bulks.create-or-update answers more than Lambda takes');
});
