import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_ADMIN_TOKEN, DEMO_CLUBS } from '../../local/seed.ts';
import { createClient, isLoyaltyApiError, type LoyaltyClient } from '../../packages/client/src/main.ts';
import { isUp, type StackProcess, spawnStack } from '../local/stack-process.ts';
import { eventually } from '../support/eventually.ts';

let stack: StackProcess;
let client: LoyaltyClient;
const [{ slug, secret }] = DEMO_CLUBS;
beforeAll(async () => {
  stack = await spawnStack();
  await isUp(stack);
  client = createClient({ url: stack.url, token: secret, club: slug, userAgent: 'client test' });
});
afterAll(async () => {
  stack.child.kill('SIGTERM');
  await stack.ended;
});

const person = (email: string, more: object = {}) => ({
  properties: { email, first_name: 'Kari', last_name: 'Nordmann', ...more },
});

const caught = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    if (isLoyaltyApiError(error)) return error;
    throw error;
  }
  return expect.unreachable('It did not fail');
};

describe('members', () => {
  it('are created, read by every identifier, changed and removed', async () => {
    const created = await client.members.create(person('one+plus@example.com', { msisdn: '4740485124' }));
    expect(await client.members.get({ id: created.id })).toEqual(created);
    expect(await client.members.getByEmail({ email: 'one+plus@example.com' })).toEqual(created);
    expect(await client.members.getByMsisdn({ msisdn: '+47 404 85 124' })).toEqual(created);
    const changed = await client.members.update({ id: created.id }, { properties: { first_name: 'Ola' } });
    expect(changed.properties['first_name']).toBe('Ola');
    await client.members.destroy({ id: created.id, send_email_unsubscribe_message: false });
    expect(await caught(client.members.get({ id: created.id }))).toMatchObject({
      code: 'member_not_found',
      status: 404,
      requestId: expect.stringMatching(/\S+/),
    });
  });

  it('are refused with an error whose code says what its body is', async () => {
    const error = await caught(client.members.create({ properties: { first_name: 'Nobody' } }));
    expect(error.message).toMatch(
      /^members.create: 422 member_invalid: .*email not_contain_required_property.*, request \S+$/,
    );
    if (error.code !== 'member_invalid') return expect.unreachable(error.code);
    expect(error.body['email']?.[0]?.error).toBe('not_contain_required_property');
    expect(error.is('busy')).toBe(false);
  });

  it('are listed record by record over all pages, and by filter', async () => {
    const { job_id, waitUntilFinished } = await client.memberBulks.createOrUpdate({
      members: Array.from({ length: 25 }, (_, n) => person(`page-${n}@example.com`)),
    });
    expect((await waitUntilFinished()).members_created_number).toBe(25);
    expect((await client.memberBulks.job(job_id).status()).status).toBe('finished');
    const members = async () => (await client.members.list({ per_page: 1 })).pagination_info.total_count;
    expect(await eventually(members, (total) => total >= 25)).toBeGreaterThanOrEqual(25);
    const sizes: number[] = [];
    for await (const { members } of client.members.list.pages({ per_page: 10 })) sizes.push(members.length);
    const emails: unknown[] = [];
    for await (const { properties } of client.members.list.each({ per_page: 10 }))
      emails.push(properties['email']);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(emails.length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(new Set(emails).size).toBe(emails.length);
    const wanted = ['page-3@example.com', 'page-4@example.com'];
    const page = await client.members.list({ properties: { email: wanted } });
    expect(page.members.map(({ properties }) => properties['email']).sort()).toEqual(wanted);
  });
});

describe('a bulk', () => {
  it('tells its progress until it has ended, and its errors', async () => {
    const seen: string[] = [];
    const bulk = await client.memberBulks.createOrUpdate({
      members: [...Array.from({ length: 120 }, (_, n) => person(`bulk-${n}@example.com`)), person('nobody')],
    });
    const status = await bulk.waitUntilFinished({ onProgress: (now) => seen.push(now.status), pollMs: 100 });
    expect(status).toMatchObject({ status: 'finished', members_created_number: 120 });
    expect(status.errors).toMatchObject([{ position: 120, errors: { email: [{ error: 'invalid_email' }] } }]);
    expect(seen.at(-1)).toBe('finished');
  });

  it('of more rows than a status holds are all told', async () => {
    const long = 'x'.repeat(200);
    const row = (n: number) => person(`${n}${long}`, { msisdn: `${n}${long}`, language: long, gender: long });
    const job_id = 'many-errors';
    for (const request_number of [2, 10, 1])
      await client.memberBulks.createOrUpdate({
        job_id,
        request_number,
        members: Array.from({ length: 5000 }, (_, n) => row(n)),
      });
    const bulk = client.memberBulks.job(job_id);
    const status = await bulk.waitUntilFinished({ pollMs: 500 });
    expect(status).toMatchObject({ errors_truncated: true, members_with_validation_errors_number: 15_000 });
    const places: [number, number][] = [];
    for await (const { request_number, position } of bulk.errors()) places.push([request_number, position]);
    const all = [1, 2, 10].flatMap((n) => Array.from({ length: 5000 }, (_, position) => [n, position]));
    expect(places).toEqual(all);
  });

  it('can be left while it goes on', async () => {
    const stop = new AbortController();
    const bulk = await client.memberBulks.createOrUpdate({ members: [person('left@example.com')] });
    const left = bulk.waitUntilFinished({
      onProgress: () => stop.abort('left'),
      signal: stop.signal,
      pollMs: 60_000,
    });
    // The first answer may already be the last one.
    expect(['left', 'finished']).toContain(
      await left.then(
        (now) => now.status,
        (reason: string) => reason,
      ),
    );
  });

  it('of an import is followed in the same way', async () => {
    const imported = await client.memberImports.create({
      members: [person('imported@example.com'), person('no')],
    });
    const status = await imported.waitUntilFinished();
    expect(status).toMatchObject({ members_created_number: 1, members_with_validation_errors_number: 1 });
    const again = {
      import_id: imported.import_id,
      request_number: 2,
      members: [person('nor this'), person('no')],
    };
    await (await client.memberImports.create(again)).waitUntilFinished();
    const told: string[] = [];
    for await (const { bulk, member } of imported.errors()) told.push(`${bulk} ${member}`);
    expect(told.map((one) => one.replace(/^\d+ /, ''))).toEqual(['no', 'nor this', 'no']);
    expect(new Set(told).size).toBe(3);
    const params = { import_id: imported.import_id, request_number: 1 };
    expect(Object.keys((await client.memberImports.bulkByRequestNumber(params)).members_errors)).toEqual([
      'no',
    ]);
  });
});

describe('a member’s session', () => {
  const advance = (seconds: number) =>
    fetch(`${stack.url}/_local/clock`, {
      method: 'POST',
      body: JSON.stringify({ advance_seconds: seconds }),
    });

  it('refreshes an access token that has expired, once for all who wait', async () => {
    const { id } = await client.members.create({ ...person('session@example.com'), password: 'secret-123' });
    const credentials = {
      identifier_type: 'email',
      identifier: 'session@example.com',
      password: 'secret-123',
    } as const;
    const kept: string[] = [];
    const session = await client.logIn(credentials, {
      onRefresh: ({ access_token }) => kept.push(access_token),
    });
    const first = session.tokens().access_token;
    expect((await session.me.get()).id).toBe(id);
    await advance(86_401);
    const ids = await Promise.all([
      session.me.get(),
      session.me.get(),
      session.me.update({ properties: {} }),
    ]);
    expect(ids.map((me) => me.id)).toEqual([id, id, id]);
    expect(kept).toEqual([session.tokens().access_token]);
    expect(kept).not.toContain(first);

    const resumed = client.resume(session.tokens());
    expect((await resumed.info()).resource_owner_id).toBe(id);
    await resumed.logOut();
    expect(await caught(session.me.get())).toMatchObject({ code: 'refresh_token_invalid', status: 462 });
  });

  it('is opened again by its device while strangers guess (threat T6)', async () => {
    await client.members.create({ ...person('again@example.com'), password: 'secret-123' });
    const credentials = {
      identifier_type: 'email',
      identifier: 'again@example.com',
      password: 'secret-123',
    } as const;
    const session = await client.logIn(credentials);
    await session.logOut();
    for (let n = 0; n < 10; n += 1)
      expect(await caught(client.logIn({ ...credentials, password: 'guess' }))).toMatchObject({
        status: 461,
      });
    expect(await caught(client.logIn(credentials))).toMatchObject({ code: 'too_many_attempts', status: 429 });

    const again = await session.logInAgain(credentials);
    expect((await again.me.get()).properties).toMatchObject({ email: 'again@example.com' });
    const { refresh_token } = again.tokens();
    expect((await (await client.logIn({ ...credentials, refresh_token })).me.get()).id).toBeGreaterThan(0);
  });

  it('is not opened by a wrong password', async () => {
    const wrong = { identifier_type: 'email', identifier: 'session@example.com', password: 'no' } as const;
    expect(await caught(client.logIn(wrong))).toMatchObject({ code: 'credentials_invalid', status: 461 });
  });
});

describe('messages', () => {
  const template = { type: 'inline', definition: { type: 'plain', content: { body: 'Hello' } } } as const;
  const message = (name: string) => ({ name, channels: [{ type: 'sms', template }] as const });

  it('and their sendings are drafted, listed and deleted', async () => {
    const { message: made } = await client.messages.create({ message: message('From the client') });
    const { sending } = await client.sendings.create(
      { id: made.id },
      { sending: { draft: true, recipients: [{ msisdn: '4740485124' }] } },
    );
    expect(sending).toMatchObject({ status: 'draft', message_id: made.id });
    const names: string[] = [];
    for await (const { name } of client.messages.list.each({ per_page: 1 })) names.push(name);
    expect(names).toContain('From the client');
    await client.messages.destroy({ id: made.id });
    expect(await caught(client.messages.get({ id: made.id }))).toMatchObject({ code: 'message_not_found' });
  });

  it('in a bulk of which one operation fails are an error that holds the results', async () => {
    const operations = [
      { type: 'create', entity: 'message', params: {}, payload: message('Never kept') },
      { type: 'update', entity: 'message', params: { id: 999 }, payload: message('Nobody') },
    ] as const;
    const error = await caught(client.messages.bulks({ operations }));
    if (error.code !== 'not_done') return expect.unreachable(error.message);
    expect(error.status).toBe(470);
    expect(error.body.results.map(({ response }) => response.status)).toEqual([200, 404]);
  });
});

describe('headers', () => {
  it('of every answer can be seen', async () => {
    const seen: (string | undefined)[] = [];
    const watching = createClient({
      url: `${stack.url}/`,
      token: secret,
      club: slug,
      onResponse: ({ operation, status, requestId, headers }) =>
        seen.push(operation, String(status), requestId && 'named', headers.get('cache-control') ?? undefined),
    });
    await watching.clubs.schema();
    expect(seen).toEqual(['clubs.schema', '200', 'named', 'no-store']);
  });
});

describe('client tokens', () => {
  it('are granted, found, listed over all pages and revoked, without a club', async () => {
    const admin = createClient({ url: stack.url, token: DEMO_ADMIN_TOKEN });
    const wish = { name: 'Of the client', loyalty_club_ids: [], policies: ['MembersApiReadAccess'] };
    const { token } = await admin.tokens.create({ token: wish });
    for (let n = 0; n < 20; n += 1) await admin.tokens.create({ token: wish });
    expect((await admin.tokens.find({ token: token.token })).token.id).toBe(token.id);
    const ids = [];
    for await (const { id } of admin.tokens.list.each({ search: wish.name })) ids.push(id);
    expect(ids).toHaveLength(21);
    await admin.tokens.destroy({ id: token.id });
    expect(await caught(admin.tokens.show({ id: token.id }))).toMatchObject({ code: 'token_not_found' });
  });
});

describe('administration of tokens', () => {
  it('takes the same token in its own header', async () => {
    const admin = createClient({ url: stack.url, token: DEMO_ADMIN_TOKEN });
    const names: string[] = [];
    for await (const { name } of admin.tokens.list.each({ per_page: 1 })) names.push(name);
    expect(names.length).toBeGreaterThan(1);
  });
});
