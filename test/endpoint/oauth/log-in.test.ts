import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../support/api.ts';
import { info, logIn, me, person, tryLogIn } from '../../support/log-in.ts';
import { meteredDb } from '../../support/meter.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

stopClock();

let world: World;
let member: Awaited<ReturnType<typeof person>>;
beforeAll(async () => {
  world = await createWorld();
  member = await person(world);
});

describe('POST members/oauth/token with a password', () => {
  it('answers the documented pair, which no cache may keep', async () => {
    const { status, body, headers } = await tryLogIn(world, member.id);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 86400,
      refresh_token: expect.any(String),
      created_at: expect.any(Number),
      resource_owner_id: member.id,
    });
    expect(headers['cache-control']).toBe('no-store');
    expect((await me(world, body)).body.id).toBe(member.id);
  });

  it.each([
    ['id as a number', 'id', (m: typeof member) => m.id],
    ['id as text', 'id', (m: typeof member) => ` ${m.id} `],
    ['e-mail in another case', 'email', (m: typeof member) => m.email.toUpperCase()],
    ['e-mail with spaces', 'email', (m: typeof member) => `\u200b ${m.email} `],
    ['MSISDN with a plus', 'msisdn', (m: typeof member) => `+${m.msisdn}`],
    ['MSISDN with zeros and spaces', 'msisdn', (m: typeof member) => `00${m.msisdn.replace(/(..)/g, '$1 ')}`],
    ['MSISDN as a number', 'msisdn', (m: typeof member) => Number(m.msisdn)],
  ])('finds the member by %s', async (_, type, spelling) => {
    const { status, body } = await tryLogIn(world, spelling(member), 'pass-1', type);
    expect([status, body.resource_owner_id]).toEqual([200, member.id]);
  });

  it.each([
    [{}, 'grant_type is missing or invalid'],
    [{ grant_type: 'external_token' }, 'grant_type is missing or invalid'],
    [{ grant_type: 'password', identifier: 1, password: 'x' }, 'identifier_type is missing or invalid'],
    [
      { grant_type: 'password', identifier_type: 'name', identifier: 1, password: 'x' },
      'identifier_type is missing or invalid',
    ],
    [{ grant_type: 'password', identifier_type: 'id', password: 'x' }, 'identifier is missing or invalid'],
    [
      { grant_type: 'password', identifier_type: 'id', identifier: true, password: 'x' },
      'identifier is missing or invalid',
    ],
    [{ grant_type: 'password', identifier_type: 'id', identifier: 1 }, 'password is missing or invalid'],
    [
      { grant_type: 'password', identifier_type: 'id', identifier: 1, password: 7 },
      'password is missing or invalid',
    ],
    [{ grant_type: 'refresh_token' }, 'refresh_token is missing or invalid'],
    [{ grant_type: 'refresh_token', refresh_token: '' }, 'refresh_token is missing or invalid'],
    [[], 'The body must be a JSON object'],
  ])('answers 422 with a plain text to %j', async (body, error) => {
    const reply = await call(world, 'oauth.token', { body });
    expect([reply.status, reply.body]).toEqual([422, { error }]);
  });

  it.each([null, ''])('takes a password that is %j for a wrong one', async (password) => {
    expect((await tryLogIn(world, member.id, password)).status).toBe(461);
  });

  it.each(['', ' ', '-1', '1.5', '99999999999999999999', 'x', '__proto__', '1e3'])(
    'finds no member by the id %j',
    async (identifier) => {
      expect((await tryLogIn(world, identifier)).status).toBe(identifier === '' ? 422 : 461);
    },
  );

  it('needs the permit', async () => {
    const { status } = await call(world, 'oauth.token', {
      body: {},
      headers: { 'X-Client-Authorization': 'unknown' },
    });
    expect(status).toBe(401);
  });

  it('costs two reads, a guess, and the write that opens the session and gives the guess back', async () => {
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await call(metered, 'clubs.schema');
    for (const [identifier, type] of [
      [member.id, 'id'],
      [member.email, 'email'],
      [member.msisdn, 'msisdn'],
    ] as const) {
      db.reset();
      expect((await tryLogIn(metered, identifier, 'pass-1', type)).status).toBe(200);
      expect(db.read().byOperation).toEqual({
        BatchGetCommand: 2,
        UpdateCommand: 1,
        TransactWriteCommand: 1,
      });
    }
  });

  it('follows an address to its new owner at once', async () => {
    const [from, to] = [await person(world), await person(world, { password: 'other-1' })];
    const update = (id: number, properties: object) =>
      call(world, 'members.update', { path: { id: String(id) }, body: { properties } });
    await update(from.id, { email: `moved-${from.email}` });
    expect((await tryLogIn(world, from.email, 'pass-1', 'email')).status).toBe(461);
    await update(to.id, { email: from.email });
    expect((await tryLogIn(world, from.email, 'pass-1', 'email')).status).toBe(461);
    expect((await tryLogIn(world, from.email, 'other-1', 'email')).body.resource_owner_id).toBe(to.id);
  });
});

describe('members/oauth/token/info', () => {
  it.each([
    ['GET', 0],
    ['POST', 1],
  ])('answers %s with what the token stands for', async (_, method) => {
    const tokens = await logIn(world, member.id);
    world.clock.ahead += 100;
    const { status, body } = await call(world, 'oauth.token-info', {
      bearer: tokens.access_token,
      variant: { method },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      resource_owner_id: member.id,
      scopes: [],
      expires_in_seconds: 86400 - 100,
      application: { uid: null },
      created_at: tokens.created_at,
    });
  });

  it('refuses a refresh token and everything that is no token', async () => {
    const tokens = await logIn(world, member.id);
    expect((await info(world, { access_token: tokens.refresh_token })).status).toBe(460);
    expect((await info(world, { access_token: 'x' })).status).toBe(460);
    expect((await call(world, 'oauth.token-info')).status).toBe(460);
  });
});

it('an earlier token of a member does not help with a name that no member has', async () => {
  const { refresh_token } = await logIn(world, member.id);
  const body = { grant_type: 'password', identifier_type: 'id', password: 'pass-1', refresh_token };
  const unknown = await call(world, 'oauth.token', { body: { ...body, identifier: 1_000_000 } });
  expect(unknown.status).toBe(461);
  expect((await call(world, 'oauth.token', { body: { ...body, identifier: member.id } })).status).toBe(200);
});
