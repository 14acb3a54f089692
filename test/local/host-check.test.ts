import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonBody } from '../../local/gateway/local-reply.ts';
import { createGateway } from '../../local/gateway/server.ts';

const server = createGateway({
  now: () => new Date(),
  load: () => Promise.reject(new Error('no functions here')),
  tools: async ({ method, path }) => (path === '/clock' ? jsonBody({ method }) : undefined),
  onProblem: () => undefined,
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => server.close());

const status = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

describe('who may talk to the local stack', () => {
  it('refuses names that a rebound DNS name would have, on every path', async () => {
    for (const path of ['/_local/clock', '/', '/docs/', '/v3/infinity-mall/members'])
      expect([path, await status('GET', path, { host: `evil.example:${port}` })]).toEqual([path, 403]);
    expect(await status('GET', '/_local/clock', { host: `127.0.0.1.evil.example:${port}` })).toBe(403);
    for (const host of ['localhost', `127.0.0.1:${port}`, `[::1]:${port}`, 'LOCALHOST:1'])
      expect([host, await status('GET', '/_local/clock', { host })]).toEqual([host, 200]);
  });

  it('refuses changes from pages of other origins, also from a sandboxed mail', async () => {
    const own = `http://127.0.0.1:${port}`;
    const host = `127.0.0.1:${port}`;
    expect(await status('POST', '/_local/clock', { host, origin: own })).toBe(200);
    expect(await status('POST', '/_local/clock', { host })).toBe(200);
    for (const origin of ['null', 'https://evil.example', 'http://localhost:1', `http://evil@${host}.x`])
      expect([origin, await status('POST', '/_local/clock', { host, origin })]).toEqual([origin, 403]);
  });

  it('allows more names by a setting', async () => {
    process.env['ALLOWED_HOSTS'] = 'demo.test, other.test';
    expect(await status('GET', '/_local/clock', { host: 'other.test:80' })).toBe(200);
    delete process.env['ALLOWED_HOSTS'];
    expect(await status('GET', '/_local/clock', { host: 'other.test:80' })).toBe(403);
  });
});
