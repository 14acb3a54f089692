import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIRECTORY_TTL_SECONDS } from '#shared/ports/directory.ts';
import { matchRoute } from '../../local/gateway/routes.ts';
import { DEMO_ADMIN_TOKEN } from '../../local/seed.ts';
import { isUp, type StackProcess, spawnStack } from './stack-process.ts';

describe('paths below v1/tokens', () => {
  it.each([
    ['GET', 'v1/tokens', 'tokens.list'],
    ['POST', 'v1/tokens', 'tokens.create'],
    ['GET', 'v1/tokens/permits', 'tokens.permits'],
    ['GET', 'v1/tokens/policies', 'tokens.policies'],
    ['POST', 'v1/tokens/find', 'tokens.find'],
    ['GET', 'v1/tokens/80', 'tokens.show'],
    ['GET', 'v1/tokens/B7t9U9tsoWsGhrv2ouUoSqpM', 'tokens.show'],
    ['PUT', 'v1/tokens/80', 'tokens.update'],
    ['DELETE', 'v1/tokens/80', 'tokens.destroy'],
  ])('%s %s is %s', (method, path, id) => {
    expect(matchRoute(method, path.split('/'))?.contract.id).toBe(id);
  });
});

describe('over HTTP', () => {
  let stack: StackProcess;
  beforeAll(async () => {
    stack = await spawnStack();
    await isUp(stack);
  });
  afterAll(async () => {
    stack.child.kill('SIGTERM');
    await stack.ended;
  });

  const ask = async (method: string, path: string, body?: unknown, token = DEMO_ADMIN_TOKEN) => {
    const reply = await fetch(`${stack.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as any };
  };

  /** As a client of a club. */
  const listMembers = async (token: string): Promise<number> => {
    const headers = { 'X-Client-Authorization': token, 'X-Product-Name': 'default', 'X-User-Agent': 'test' };
    return (await fetch(`${stack.url}/v3/infinity-mall/members`, { headers })).status;
  };

  it("answers the guide's example with a token that works at once, until it is revoked", async () => {
    const page = new URL('../../docs/guide/02-authentication.md', import.meta.url);
    const [curl = ''] = /curl "[^"]*\/v1\/tokens"(.|\n)*?(?=\n```)/.exec(readFileSync(page, 'utf8')) ?? [];
    const command = curl.replace('http://127.0.0.1:3000', stack.url);
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    const { token } = JSON.parse(stdout);
    expect(token).toMatchObject({ name: 'Web shop', policies: ['MembersApiReadAccess'], permits: [] });
    expect(await listMembers(token.token)).toBe(200);

    const shown = await ask('GET', `/v1/tokens/${token.token}`);
    expect([shown.status, shown.body.token.id]).toEqual([200, token.id]);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.body.token.token).toBe(`…${token.token.slice(-4)}`);
    const renamed = await ask('PUT', `/v1/tokens/${token.id}`, { token: { name: 'Shop' } });
    expect(renamed.body.token).toMatchObject({ name: 'Shop', updated_by: { entity_type: 'token' } });
    const listed = await ask('GET', '/v1/tokens?search=shop&policy=MembersApiReadAccess');
    expect(listed.body).toMatchObject({ tokens: [{ id: token.id }], pagination_info: { total_count: 1 } });

    expect((await ask('DELETE', `/v1/tokens/${token.id}`)).status).toBe(200);
    expect((await ask('POST', '/v1/tokens/find', { token: token.token })).status).toBe(404);
    await fetch(`${stack.url}/_local/clock`, {
      method: 'POST',
      body: JSON.stringify({ advance_seconds: DIRECTORY_TTL_SECONDS + 1 }),
    });
    expect(await listMembers(token.token)).toBe(401);
  });

  it('lets the token of a club grant within its club only', async () => {
    const club = 'B7t9U9tsoWsGhrv2ouUoSqpM';
    const params = (loyalty_club_ids: unknown) => ({ token: { name: 'Mine', loyalty_club_ids } });
    const { body } = await ask('GET', `/v1/tokens/${club}`, undefined, club);
    const [id] = body.token.loyalty_club_ids;
    expect((await ask('POST', '/v1/tokens', params([id]), club)).status).toBe(200);
    for (const beyond of [null, [id + 1], [id, id + 1]]) {
      expect((await ask('POST', '/v1/tokens', params(beyond), club)).status).toBe(422);
    }
    const seen = await ask('GET', '/v1/tokens', undefined, club);
    for (const token of seen.body.tokens) expect(token.loyalty_club_ids).toEqual([id]);
  });

  it('answers a token without a header by 470', async () => {
    const reply = await fetch(`${stack.url}/v1/tokens`);
    expect([reply.status, await reply.json()]).toEqual([
      470,
      { error: 'Missing required header: Authorization' },
    ]);
  });
});
