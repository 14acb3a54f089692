import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { isUp, type StackProcess, spawnStack } from './stack-process.ts';

let stack: StackProcess;
beforeAll(async () => {
  stack = await spawnStack();
  await isUp(stack);
});
afterAll(async () => {
  stack.child.kill('SIGTERM');
  await stack.ended;
});

/** The headers of every documented example. */
const DOCUMENTED = {
  'Content-Type': 'application/json',
  'X-Client-Authorization': 'B7t9U9tsoWsGhrv2ouUoSqpM',
  'X-Product-Name': 'default',
  'X-User-Agent': 'CURL manual test',
};
const CLUB = '/api/v3/loyalty_clubs/infinity-mall';

interface Example {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ask = async (path: string, { method = 'GET', headers = {}, body }: Example = {}) => {
  const reply = await fetch(`${stack.url}${path}`, {
    method,
    headers: { ...DOCUMENTED, ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: JSON.parse(text) as any };
};

it('links every error to the explanation of its code', async () => {
  const errors = [
    await ask('/nowhere'),
    await ask(`${CLUB}/members/999999`),
    await ask(`${CLUB}/members`, { method: 'POST', body: '{' }),
    await ask(`${CLUB}/members`, { headers: { 'X-Client-Authorization': 'wrong' } }),
    await ask('/v1/messages', { headers: { 'X-Loyalty-Club-Slug': '' } }),
  ];
  expect(errors.map(({ status }) => status)).toEqual([404, 404, 406, 401, 470]);
  for (const { headers } of errors) {
    const [, target = '', code] = /^<(.+)#(\w+)>; rel="help"$/.exec(headers.get('link') ?? '') ?? [];
    expect(code).toBe(headers.get('x-error-code'));
    const page = await fetch(target);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(` id="${code}"`)]);
  }
});

it('explains errors itself, as a stage without documentation does', async () => {
  for (const path of ['/errors', '//errors/']) {
    const page = await fetch(`${stack.url}${path}`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain(' id="member_not_found"');
  }
  const head = await fetch(`${stack.url}/errors`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect((await ask('/errors', { method: 'POST', body: '{}' })).status).toBe(404);
});

/** Api V3, Members • Create, to the letter. */
const DOGE = `{
	"properties": {
		"email": "dev+6@test.com",
		"msisdn": "4740485124",
		"first_name": "The",
		"last_name": "Doge"
	},
	"send_sms_welcome_message": false
  }`;

/** Api V3, Members • Update, to the letter. */
const UPDATE = `{
    "properties": {
      "last_name": "Doge"
    },
    "password": "new_password"
  }`;

/** Api V3, OAuth, its first example to the letter. */
const LOG_IN = `{
      "grant_type": "password",
      "identifier_type": "id",
      "identifier": 42,
      "password": "123"
    }`;

const finished = (path: string): Promise<any> =>
  eventually(
    async () => (await ask(path)).body,
    ({ status }) => status === 'finished' || status === 'fatal_error',
  );

describe('the local stack', () => {
  it('logs in the member of the first OAuth example, to the letter', async () => {
    const { status, body } = await ask(`${CLUB}/members/oauth/token`, { method: 'POST', body: LOG_IN });
    expect([status, body.resource_owner_id]).toEqual([200, 42]);
  });

  it('answers the documented examples of members with only the host changed', async () => {
    const schema = await ask(`${CLUB}/member_schema`);
    expect(schema.status).toBe(200);
    expect(schema.body).toMatchObject({
      type: 'object',
      identifiers: ['email', 'msisdn'],
      default_language: 'no',
    });

    const headers = { 'X-Product-Name': 'facebook', 'X-Subproduct-Name': 'campaign-10-2017' };
    const created = await ask(`${CLUB}/members`, { method: 'POST', headers, body: DOGE });
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({
      properties: { email: 'dev+6@test.com', msisdn: '4740485124', first_name: 'The', last_name: 'Doge' },
      optin_channel: 'facebook',
      optin_subchannel: 'campaign-10-2017',
    });

    const again = await ask(`${CLUB}/members`, { method: 'POST', headers, body: DOGE });
    expect([again.status, again.body.email]).toEqual([
      422,
      [{ property: 'email', error: 'duplicated_email_in_community' }],
    ]);

    // A literal plus stays a plus in a path; an encoded one is the same address (contract §0.3).
    const places = [
      created.body.id,
      'by_msisdn/4740485124',
      'by_email/dev+6@test.com',
      'by_email/dev%2B6%40test.com',
    ];
    for (const place of places) {
      const got = await ask(`${CLUB}/members/${place}`);
      expect([place, got.status, got.body]).toEqual([place, 200, created.body]);
      const told = await ask(`${CLUB}/members/${place}/public_info`);
      expect([place, told.body]).toEqual([place, { exists: true, can_login: false }]);
      const later = await ask(`/v3/infinity-mall/members/${place}`);
      const changed = { updated_channel: 'facebook', updated_subchannel: 'campaign-10-2017' };
      expect([place, later.body]).toEqual([place, { ...created.body, ...changed }]);
    }
  });

  it('changes, lists and removes a member as the documented examples do', async () => {
    const person = { email: 'much@example.com', first_name: 'The', last_name: 'Cate', zip_code: '5003' };
    const body = JSON.stringify({ properties: person });
    const { id } = (await ask(`${CLUB}/members`, { method: 'POST', body })).body;
    for (const prefix of [CLUB, '/v3/infinity-mall']) {
      const updated = await ask(`${prefix}/members/${id}`, { method: 'PUT', body: UPDATE });
      expect([updated.status, updated.body.properties.last_name]).toEqual([200, 'Doge']);
    }
    expect((await ask(`${CLUB}/members/${id}/public_info`)).body).toEqual({ exists: true, can_login: true });

    const listed = await ask(`${CLUB}/members?ids[]=${id}&ids[]=1&properties[zip_code][]=5003&per_page=2`);
    expect(listed.body.members.map((member: { id: number }) => member.id)).toEqual([id]);
    expect(listed.body.pagination_info).toMatchObject({ total_count: 1, per_page: 2, is_last_page: true });
    const checked = await ask(`${CLUB}/members/validate`, { method: 'POST', body });
    expect(checked.body).toMatchObject({ valid: false, errors: { email: [{ property: 'email' }] } });

    const removed = await ask(`${CLUB}/members/${id}`, { method: 'DELETE' });
    expect([removed.status, removed.body.properties]).toEqual([
      200,
      { ...person, last_name: 'Doge', language: 'no' },
    ]);
    expect((await ask(`/v3/infinity-mall/members/${id}`)).status).toBe(404);
    expect((await ask(`${CLUB}/members/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await ask(`${CLUB}/members/validate`, { method: 'POST', body })).body.valid).toBe(true);
  });

  it('takes the documented bulk under both of its paths, and works it to its end', async () => {
    // The example of Members Bulks shows no body: it has no members (contract §1.5).
    const bare = await ask(`${CLUB}/members/bulks/create_or_update`, { method: 'POST' });
    expect([bare.status, bare.body]).toEqual([422, { error: 'invalid_members' }]);

    const members = Array.from({ length: 150 }, (_, n) => ({
      properties: { email: `bulk${n}@example.com`, first_name: 'B', ...(n > 0 && { last_name: 'K' }) },
    }));
    for (const folder of ['members/bulks', 'member_bulks']) {
      const body = JSON.stringify({ members });
      const sent = await ask(`${CLUB}/${folder}/create_or_update`, { method: 'POST', body });
      expect(sent.body).toEqual({ success: true, job_id: expect.any(String) });
      const first = folder === 'members/bulks';
      for (const path of [
        `${CLUB}/member_bulks`,
        `${CLUB}/members/bulks`,
        '/v3/infinity-mall/members/bulks',
      ]) {
        expect(await finished(`${path}/create_or_update/${sent.body.job_id}`)).toMatchObject({
          status: 'finished',
          bulk_jobs: 2,
          bulk_jobs_done: 2,
          members_created_number: first ? 149 : 0,
          members_updated_number: first ? 0 : 149,
          members_with_validation_errors_number: 1,
          errors: [{ request_number: 1, position: 0, errors: { properties: expect.any(Array) } }],
        });
      }
    }
  });

  it('answers unknown paths and methods with 404 in JSON, and keeps the words of routes apart from ids', async () => {
    const unknown = [
      ['POST', '/'],
      ['GET', '/api/v3/loyalty_clubs/infinity-mall'],
      ['GET', `${CLUB}/nothing`],
      ['DELETE', `${CLUB}/member_schema`],
      ['GET', `${CLUB}/members/bulks`],
      ['GET', `${CLUB}/members/12x`],
      ['GET', `${CLUB}/members/%E0%A4%A`],
      ['GET', '//[/x'],
      ['GET', `//elsewhere${CLUB}/member_schema`],
      ['GET', '/_local/nothing'],
    ] as const;
    for (const [method, path] of unknown) {
      const { status, headers, body } = await ask(path, { method });
      expect([path, status, body]).toEqual([path, 404, { error: 'Not found' }]);
      expect(headers.get('x-request-id')).toBeTruthy();
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    }
  });

  it('serves each demo token its own club only', async () => {
    const other = { 'X-Client-Authorization': 'Zq8dP2mXw4LrT6vNc1yKs9Hb' };
    expect((await ask('/v3/other-mall/member_schema', { headers: other })).status).toBe(200);
    expect((await ask('/v3/infinity-mall/member_schema', { headers: other })).status).toBe(401);
    expect((await ask('/v3/other-mall/member_schema')).status).toBe(401);
  });

  it('refuses bodies beyond the gateway limit with 413 in JSON', async () => {
    const body = `{"members":"${'x'.repeat(11 * 1024 * 1024)}"}`;
    const { status } = await ask(`${CLUB}/members/bulks/create_or_update`, { method: 'POST', body });
    expect(status).toBe(413);
  });

  it('lists what was sent and moves its clock', async () => {
    expect((await ask('/_local/outbox')).body).toEqual(expect.any(Array));
    const clock = (body: string) => ask('/_local/clock', { method: 'POST', body });
    const { body } = await clock('{"advance_seconds":86400}');
    expect(Date.parse(body.now) - Date.now()).toBeGreaterThan(86_000_000);
    for (const wrong of [
      '{}',
      '{"advance_seconds":"1"}',
      '{"advance_seconds":-1}',
      '{"advance_seconds":1e300}',
      'null',
      '[',
      '',
    ]) {
      const answer = await clock(wrong);
      expect([wrong, Object.keys(answer.body)]).toEqual([wrong, ['error']]);
      expect(answer.status).toBe(200);
    }
    expect(Date.parse((await ask('/_local/health')).body.now) - Date.now()).toBeLessThan(90_000_000);
    expect((await ask(`${CLUB}/member_schema`)).status).toBe(200);
  });

  it('runs a scheduled worker when asked', async () => {
    const run = (body: string) => ask('/_local/run', { method: 'POST', body });
    for (const worker of ['workers.reap-bulks', 'workers.check-claims'])
      expect((await run(JSON.stringify({ worker }))).body).toEqual({ ran: worker });
    for (const wrong of ['{"worker":"workers.nobody"}', '{}', '[']) {
      expect(Object.keys((await run(wrong)).body)).toEqual(['error']);
    }
  });

  it('wrote nothing to standard error all the while', () => {
    expect(stack.said().err).toBe('');
  });

  it('repeats a refresh until its answer is used; after that it is theft, and the log says so', async () => {
    const path = `${CLUB}/members/oauth/token`;
    const { body: first } = await ask(path, { method: 'POST', body: LOG_IN });
    const grant = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const refresh = () => ask(path, { method: 'POST', body: JSON.stringify(grant) });
    const me = (token: string) =>
      ask(`${CLUB}/members/me`, { headers: { Authorization: `Bearer ${token}` } });
    const { body: second } = await refresh();
    expect((await refresh()).body).toEqual(second);
    expect((await me(first.access_token)).status).toBe(200);
    expect((await me(second.access_token)).status).toBe(200);
    expect((await refresh()).status).toBe(462);
    expect((await me(second.access_token)).status).toBe(460);
    expect(stack.said().err).toContain('refresh token used again, session ended');
  });
});
