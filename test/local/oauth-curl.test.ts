import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadFunction } from '../../local/functions.ts';
import { createGateway } from '../../local/gateway/server.ts';
import { person } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';

/** The documented examples, to the letter; the comma of update_password is ours (contract §2.14). */
const CURLS = {
  logIn: `curl -X POST "https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/oauth/token" \\
  -H 'Content-Type: application/json' \\
  -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
  -H 'X-Product-Name: default' \\
  -H 'X-User-Agent: CURL manual test' \\
  -d '{
      "grant_type": "password",
      "identifier_type": "id",
      "identifier": 42,
      "password": "123"
    }'`,
  refresh: `curl -X POST "https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/oauth/token" \\
  -H 'Content-Type: application/json' \\
  -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
  -H 'X-Product-Name: default' \\
  -H 'X-User-Agent: CURL manual test' \\
  -d '{
  	  "grant_type": "refresh_token",
  	  "refresh_token": "36c636e4290d28488a13691afce351397bec21b1246c2c7896a8262d9bfbc4c4"
    }'`,
  revoke: `curl -X POST "https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/oauth/revoke" \\
  -H 'Content-Type: application/json' \\
  -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
  -H 'X-Product-Name: default' \\
  -H 'X-User-Agent: CURL manual test' \\
  -d '{
      "token": "36c636e4290d28488a13691afce351397bec21b1246c2c7896a8262d9bfbc4c4" 
    }'`,
  info: `curl -X POST "https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/oauth/token/info" \\
  -H 'Content-Type: application/json' \\
  -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
  -H 'X-Product-Name: default' \\
  -H 'X-User-Agent: CURL manual test' \\
  -H 'Authorization: Bearer 8433d608645345a45ce5a0f5ba1225e57546e86ac49e5fec842159dc82218522'
`,
  get: `curl "https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/me" \\
  -H 'Content-Type: application/json' \\
  -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
  -H 'X-Product-Name: default' \\
  -H 'X-User-Agent: CURL manual test' \\
  -H 'Authorization: Bearer 8433d608645345a45ce5a0f5ba1225e57546e86ac49e5fec842159dc82218522'`,
  update: `curl -X PUT \\
  https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/me \\
  -H 'Content-Type: application/json' \\
  -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
  -H 'X-Product-Name: default' \\
  -H 'X-User-Agent: CURL manual test' \\
  -H 'Authorization: Bearer 8433d608645345a45ce5a0f5ba1225e57546e86ac49e5fec842159dc82218522' \\
  -d \\
  '{
	  "properties": {
		  "last_name": "Doge"
	  },
	  "password": "new_password"
  }'`,
  updatePassword: `curl -X PUT \\
  https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/me/update_password \\
  -H 'Content-Type: application/json' \\
  -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
  -H 'X-Product-Name: default' \\
  -H 'X-User-Agent: CURL manual test' \\
  -H 'Authorization: Bearer 8433d608645345a45ce5a0f5ba1225e57546e86ac49e5fec842159dc82218522' \\
  -d \\
  '{
	  "current_password": "123",
	  "password": "SuperStrongP4ssw0rd"
  }'`,
  destroy: `curl -X DELETE \\
    "https://bpc-api.boostcom.no/api/v3/loyalty_clubs/infinity-mall/members/me" \\
    -H 'Content-Type: application/json' \\
    -H 'X-Client-Authorization: B7t9U9tsoWsGhrv2ouUoSqpM' \\
    -H 'X-Product-Name: default' \\
    -H 'X-User-Agent: CURL manual test' \\
    -H 'Authorization: Bearer 8433d608645345a45ce5a0f5ba1225e57546e86ac49e5fec842159dc82218522' `,
} as const;

let world: World;
let server: ReturnType<typeof createGateway>;
let url: string;
const problems: string[] = [];

beforeAll(async () => {
  world = await createWorld();
  server = createGateway({
    now: () => new Date(),
    load: loadFunction,
    tools: async () => undefined,
    onProblem: (problem) => problems.push(problem),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Runs a documented command with only what is this deployment's own replaced: host, club, client token, secrets. */
const curl = (command: string, own: Readonly<Record<string, string>> = {}): Promise<any> => {
  const replaced = Object.entries({
    'https://bpc-api.boostcom.no': url,
    'infinity-mall': world.club.slug,
    B7t9U9tsoWsGhrv2ouUoSqpM: world.client.secret,
    ...own,
  }).reduce((text, [documented, real]) => text.replaceAll(documented, real), command);
  world.enter();
  return new Promise((resolve, reject) => {
    execFile(
      'sh',
      ['-c', `${replaced.trimEnd()} -s -S --noproxy '*' -w '\\n%{http_code}'`],
      (error, stdout) => {
        if (error) return reject(error);
        const [, body = '', status] = /^([\s\S]*)\n(\d+)$/.exec(stdout) ?? [];
        resolve({ status: Number(status), body: JSON.parse(body) });
      },
    );
  });
};

const BEARER = '8433d608645345a45ce5a0f5ba1225e57546e86ac49e5fec842159dc82218522';
const TOKEN = '36c636e4290d28488a13691afce351397bec21b1246c2c7896a8262d9bfbc4c4';

it('the documented curl examples answer as documented', async () => {
  const { id } = await person(world, { password: '123' });
  const logIn = () => curl(CURLS.logIn, { '"identifier": 42': `"identifier": ${id}` });
  const { status, body: tokens } = await logIn();
  expect(status).toBe(200);
  expect(tokens).toEqual({
    access_token: expect.any(String),
    token_type: 'bearer',
    expires_in: 86400,
    refresh_token: expect.any(String),
    created_at: expect.any(Number),
    resource_owner_id: id,
  });
  const refresh = await curl(CURLS.refresh, { [TOKEN]: tokens.refresh_token });
  expect(refresh).toMatchObject({ status: 200, body: { resource_owner_id: id, expires_in: 86400 } });
  const own = { [BEARER]: refresh.body.access_token };
  expect(await curl(CURLS.info, own)).toEqual({
    status: 200,
    body: {
      resource_owner_id: id,
      scopes: [],
      expires_in_seconds: expect.any(Number),
      application: { uid: null },
      created_at: refresh.body.created_at,
    },
  });
  expect(await curl(CURLS.get, own)).toMatchObject({ status: 200, body: { id } });
  expect(await curl(CURLS.updatePassword, own)).toEqual({ status: 200, body: {} });
  const updated = await curl(CURLS.update, own);
  expect(updated).toMatchObject({ status: 200, body: { id, properties: { last_name: 'Doge' } } });
  expect((await logIn()).status).toBe(461);
  expect(await curl(CURLS.destroy, own)).toEqual(updated);
  expect((await curl(CURLS.get, own)).status).toBe(404);
  expect(await curl(CURLS.revoke, { [TOKEN]: refresh.body.refresh_token })).toEqual({
    status: 200,
    body: {},
  });
  expect((await curl(CURLS.get, own)).status).toBe(460);
  expect(problems).toEqual([]);
});

it('and with the sample tokens as they are printed they are refused, or ignored by revoke', async () => {
  expect((await curl(CURLS.refresh)).status).toBe(462);
  expect(await curl(CURLS.revoke)).toEqual({ status: 200, body: {} });
  for (const example of [CURLS.info, CURLS.get, CURLS.update, CURLS.updatePassword, CURLS.destroy])
    expect(await curl(example)).toEqual({ status: 460, body: { error: 'OAuth token is invalid' } });
});
