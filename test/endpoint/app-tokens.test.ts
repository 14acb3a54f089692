import { beforeAll, describe, expect, it } from 'vitest';
import { findDeviceOwner, storeEndpoint } from '#shared/data/members/devices.ts';
import { findMember } from '#shared/data/members/members.ts';
import { call } from '../support/api.ts';

import { logIn, me, person, refreshed, type Tokens, tryRefresh } from '../support/log-in.ts';
import { everythingOf } from '../support/messaging.ts';
import { meteredDb } from '../support/meter.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

let tokens = 0;
const newToken = (): string => `token-${process.pid}-${++tokens}`;

const devicesOf = async (id: number) => (await findMember(world.db, world.club.slug, id))?.devices ?? [];
const tokensOf = async (id: number) => (await devicesOf(id)).map(({ token }) => token);

const setByAdmin = (id: number | string, body: unknown) =>
  call(world, 'members.update-app-token', { path: { id: String(id) }, body });
const setOwn = ({ access_token }: Tokens, body: unknown) =>
  call(world, 'me.update-app-token', { bearer: access_token, body });
const register = ({ access_token }: Tokens, token: unknown, more: object = {}) =>
  call(world, 'me.app-tokens', {
    bearer: access_token,
    body: {
      token,
      platform: 'android',
      app_installation_id: 'phone',
      firebase_project_slug: 'mall',
      ...more,
    },
  });
const loggedIn = async () => {
  const { id } = await person(world);
  return { id, session: await logIn(world, id) };
};
const android = (app_token: unknown) => ({ app_token, app_platform: 'android' });

describe('PUT members/:id/update_app_token', () => {
  it('sets one token, which the next one replaces and an empty one removes', async () => {
    const { id } = await person(world);
    const [first, second] = [newToken(), newToken()];
    expect(await setByAdmin(id, android(first))).toMatchObject({ status: 200, body: {} });
    await setByAdmin(id, { app_token: second, app_platform: 'ios' });
    expect(await devicesOf(id)).toMatchObject([
      { token: second, platform: 'ios', endpoint: null, session: null },
    ]);
    for (const empty of ['', null]) {
      await setByAdmin(id, android(second));
      expect(await setByAdmin(id, { app_token: empty })).toMatchObject({ status: 200, body: {} });
      expect(await tokensOf(id)).toEqual([]);
    }
  });

  it('leaves what the member model shows as it was', async () => {
    const { id } = await person(world);
    const before = await call(world, 'members.get', { path: { id: String(id) } });
    await setByAdmin(id, android(newToken()));
    expect((await call(world, 'members.get', { path: { id: String(id) } })).body).toEqual(before.body);
  });

  it('answers 404 for an unknown member, before it looks at the body', async () => {
    expect(await setByAdmin(999_999, { app_token: 5 })).toMatchObject({
      status: 404,
      body: { error: 'Member not found' },
    });
  });

  it.each([
    [{}, { app_token: 'presence', app_platform: 'presence' }],
    [{ app_token: 'x' }, { app_platform: 'presence' }],
    [{ app_token: 'x', app_platform: 'windows' }, { app_platform: 'inclusion' }],
    [{ app_token: 5, app_platform: 'ios' }, { app_token: 'must_be_a_string' }],
    [
      { app_token: ['x'], app_platform: 5 },
      { app_token: 'must_be_a_string', app_platform: 'must_be_a_string' },
    ],
    [{ app_token: 'a b', app_platform: 'ios' }, { app_token: 'invalid' }],
    [{ app_token: 'x'.repeat(1025), app_platform: 'ios' }, { app_token: 'too_long' }],
    [{ app_token: '', app_platform: 'windows' }, { app_platform: 'inclusion' }],
  ])('answers %j with the tree', async (body, symbols) => {
    const { id } = await person(world);
    await setByAdmin(id, android(newToken()));
    const before = await everythingOf(world.db, world.club.slug);
    const reply = await setByAdmin(id, body);
    expect([reply.status, reply.body.error]).toEqual([422, 'Invalid parameters']);
    const found = Object.entries(reply.body.details).map(([key, [leaf]]: any) => [key, leaf.error]);
    expect(Object.fromEntries(found)).toEqual(symbols);
    expect(await everythingOf(world.db, world.club.slug)).toEqual(before);
  });
});

describe('PUT members/me/update_app_token', () => {
  it('sets and removes the token of the logged-in member', async () => {
    const { id, session } = await loggedIn();
    const token = newToken();
    expect(await setOwn(session, android(token))).toMatchObject({ status: 200, body: {} });
    expect(await tokensOf(id)).toEqual([token]);
    await setOwn(session, { app_token: '' });
    expect(await tokensOf(id)).toEqual([]);
  });

  it('answers 422 with the tree, and 404 when the member is gone', async () => {
    const { id, session } = await loggedIn();
    expect((await setOwn(session, { app_token: 5 })).body.details).toMatchObject({
      app_token: [{ value: 5, error: 'must_be_a_string', options: {}, message: 'must be a string' }],
    });
    await call(world, 'members.destroy', { path: { id: String(id) } });
    expect((await setOwn(session, android('x'))).status).toBe(404);
  });
});

describe('POST members/me/app_tokens', () => {
  it('keeps one token for each installation, and those of update_app_token beside them', async () => {
    const { id, session } = await loggedIn();
    const [phone, tablet, again, old] = [newToken(), newToken(), newToken(), newToken()];
    expect(await register(session, phone)).toMatchObject({ status: 200, body: {} });
    await register(session, tablet, { app_installation_id: 'tablet', platform: 'ios' });
    await setOwn(session, android(old));
    await register(session, again);
    expect(await devicesOf(id)).toMatchObject([
      { token: tablet, platform: 'ios', installation: 'tablet', firebase_project: 'mall' },
      { token: old, installation: null, firebase_project: null },
      { token: again, platform: 'android', installation: 'phone' },
    ]);
    await setOwn(session, { app_token: '' });
    expect(await tokensOf(id)).toEqual([]);
  });

  it('keeps ten installations at most, and frees the token of the oldest', async () => {
    const { id, session } = await loggedIn();
    const all = Array.from({ length: 11 }, newToken);
    for (const [index, token] of all.entries()) {
      world.clock.ahead += 1;
      await register(session, token, { app_installation_id: `i-${index}` });
    }
    expect(await tokensOf(id)).toEqual(all.slice(1));
    const other = await person(world);
    await setByAdmin(other.id, android(all[0]));
    expect(await tokensOf(other.id)).toEqual([all[0]]);
    expect(await tokensOf(id)).toHaveLength(10);
  });

  it('writes nothing when the app registers the same again, but once a day', async () => {
    const { id, session } = await loggedIn();
    const token = newToken();
    await register(session, token);
    const metered = worldOf(await meteredDb(), world.club, world.client);
    const again = () =>
      call(metered, 'me.app-tokens', {
        bearer: session.access_token,
        body: { token, platform: 'android', app_installation_id: 'phone', firebase_project_slug: 'mall' },
      });
    await again();
    const db = await meteredDb();
    const counted = worldOf(db, world.club, world.client);
    await call(counted, 'clubs.schema');
    db.reset();
    await call(counted, 'me.app-tokens', {
      bearer: session.access_token,
      body: { token, platform: 'android', app_installation_id: 'phone', firebase_project_slug: 'mall' },
    });
    expect(db.read().byOperation).toEqual({ BatchGetCommand: 1 });
    const [before] = await devicesOf(id);
    metered.clock.ahead = world.clock.ahead + 20 * 60 * 60;
    await again();
    expect(await devicesOf(id)).toEqual([before]);
  });

  it('keeps the endpoint of a token that comes again, but not for another platform', async () => {
    const { id, session } = await loggedIn();
    const token = newToken();
    await register(session, token);
    await storeEndpoint(world.db, { club: world.club.slug, member: id }, token, 'arn:1');
    await register(session, token, { app_installation_id: 'other' });
    expect(await devicesOf(id)).toMatchObject([{ token, installation: 'other', endpoint: 'arn:1' }]);
    await register(session, token, { platform: 'ios' });
    expect(await devicesOf(id)).toMatchObject([{ token, platform: 'ios', endpoint: null }]);
  });

  it.each([
    [{ platform: 'x' }, 'platform', 'inclusion'],
    [{ platform: undefined }, 'platform', 'presence'],
    [{ token: undefined }, 'token', 'presence'],
    [{ token: '' }, 'token', 'invalid'],
    [{ app_installation_id: undefined }, 'app_installation_id', 'presence'],
    [{ app_installation_id: ' ' }, 'app_installation_id', 'blank'],
    [{ app_installation_id: 'a\nb' }, 'app_installation_id', 'invalid'],
    [{ firebase_project_slug: 7 }, 'firebase_project_slug', 'must_be_a_string'],
  ])('answers %j with %s %s', async (more, key, symbol) => {
    const { session } = await loggedIn();
    const reply = await register(session, newToken(), more);
    expect(reply.status).toBe(422);
    expect(reply.body.details).toMatchObject({ [key]: [{ error: symbol }] });
  });
});

describe('an app token', () => {
  it('moves with its device to the member who registers it (threat T32)', async () => {
    const [first, second] = [await loggedIn(), await loggedIn()];
    const [token, kept] = [newToken(), newToken()];
    await register(first.session, token);
    await register(first.session, kept, { app_installation_id: 'tablet' });
    await register(second.session, token);
    expect([await tokensOf(first.id), await tokensOf(second.id)]).toEqual([[kept], [token]]);
    await setByAdmin(first.id, android(token));
    expect([await tokensOf(first.id), await tokensOf(second.id)]).toEqual([[kept, token], []]);
  });

  it('has one owner, however many register it at once', async () => {
    const people = await Promise.all([1, 2, 3, 4, 5].map(loggedIn));
    const token = newToken();
    const replies = await Promise.all(people.map(({ session }) => register(session, token)));
    expect(replies.map(({ status }) => status)).toEqual(people.map(() => 200));
    const owners = (await Promise.all(people.map(({ id }) => tokensOf(id)))).flat();
    expect(owners).toEqual([token]);
  });

  it('is free again when its member is removed', async () => {
    const { id, session } = await loggedIn();
    const token = newToken();
    await register(session, token);
    await call(world, 'members.destroy', { path: { id: String(id) } });
    expect(JSON.stringify(await everythingOf(world.db, world.club.slug))).not.toContain(token);
    expect(await findDeviceOwner(world.db, world.club.slug, token)).toBeUndefined();
    const next = await loggedIn();
    expect((await register(next.session, token)).status).toBe(200);
    expect(await tokensOf(next.id)).toEqual([token]);
  });

  it('is another one in another club', async () => {
    const other = await createWorld();
    const token = newToken();
    const { id } = await person(world);
    const there = (await person(other)).id;
    await setByAdmin(id, android(token));
    await call(other, 'members.update-app-token', { path: { id: String(there) }, body: android(token) });
    expect(await tokensOf(id)).toEqual([token]);
  });
});

describe('a log-out', () => {
  const revoke = ({ access_token }: Tokens) => call(world, 'oauth.revoke', { body: { token: access_token } });

  it('takes the devices of its session with it, and no others', async () => {
    const { id, session } = await loggedIn();
    const second = await logIn(world, id);
    const [phone, tablet, old] = [newToken(), newToken(), newToken()];
    await register(session, phone);
    await register(second, tablet, { app_installation_id: 'tablet' });
    await setByAdmin(id, android(old));
    for (let times = 0; times < 2; times += 1) expect((await revoke(session)).status).toBe(200);
    expect(await tokensOf(id)).toEqual([tablet, old]);
    expect((await register(session, phone)).status).toBe(460);
    const next = await person(world);
    await setByAdmin(next.id, android(phone));
    expect(await tokensOf(next.id)).toEqual([phone]);
  });

  it('leaves a device to the session that registered it last', async () => {
    const { id, session } = await loggedIn();
    const token = newToken();
    await register(session, token);
    const next = await logIn(world, id);
    await register(next, token);
    await revoke(session);
    expect(await tokensOf(id)).toEqual([token]);
    await revoke(next);
    expect(await tokensOf(id)).toEqual([]);
  });

  it('of a session that registered no device costs one write', async () => {
    const { session } = await loggedIn();
    const db = await meteredDb();
    const counted = worldOf(db, world.club, world.client);
    await call(counted, 'clubs.schema');
    db.reset();
    await call(counted, 'oauth.revoke', { body: { token: session.access_token } });
    expect(db.read().byOperation).toEqual({ DeleteCommand: 1 });
  });

  it('by the theft of a refresh token takes its devices with it, too', async () => {
    const { id, session } = await loggedIn();
    const kept = await logIn(world, id);
    const [stolen, own] = [newToken(), newToken()];
    await register(kept, own);
    const next = await refreshed(world, session);
    await register(next, stolen, { app_installation_id: 'thief' });
    expect(await tokensOf(id)).toEqual([own, stolen]);
    expect((await tryRefresh(world, session.refresh_token)).status).toBe(462);
    expect(await tokensOf(id)).toEqual([own]);
    expect((await me(world, next)).status).toBe(460);
  });

  it('after the member is gone ends as ever', async () => {
    const { id, session } = await loggedIn();
    await register(session, newToken());
    await call(world, 'members.destroy', { path: { id: String(id) } });
    expect(await revoke(session)).toMatchObject({ status: 200, body: {} });
  });
});
