import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { endAllSessions } from '#shared/data/sessions/session-epoch.ts';
import { listSessions, storeSession } from '#shared/data/sessions/sessions.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { call } from '../../support/api.ts';
import {
  changePassword,
  halves,
  info,
  logIn,
  me,
  person,
  refreshed,
  tryLogIn,
  tryRefresh,
} from '../../support/log-in.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

stopClock();

let world: World;
let id: number;
beforeAll(async () => {
  world = await createWorld();
  ({ id } = await person(world));
});

const DEAD = [460, 462];
const ALIVE = [200, 200];

const revoke = (where: World, body: unknown) => call(where, 'oauth.revoke', { body });

const ban = (member: number, until: string) =>
  world.db.doc.send(
    new UpdateCommand({
      TableName: world.db.table,
      Key: memberKey(world.club.slug, member),
      UpdateExpression: 'SET banned_until = :until',
      ExpressionAttributeValues: { ':until': until },
    }),
  );

describe('POST members/oauth/revoke', () => {
  it.each(['access_token', 'refresh_token'] as const)('ends both halves by the %s', async (half) => {
    const tokens = await logIn(world, id);
    const { status, body } = await revoke(world, { token: tokens[half] });
    expect([status, body]).toEqual([200, {}]);
    expect(await halves(world, tokens)).toEqual(DEAD);
  });

  it('ends the session by a used or expired token of it, too: a log-out means the session', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(world, first);
    await revoke(world, { token: first.refresh_token });
    expect(await halves(world, second)).toEqual(DEAD);
    const tokens = await logIn(world, id);
    const nextDay = worldOf(world.db, world.club, world.client);
    nextDay.clock.ahead = 25 * 60 * 60;
    await revoke(nextDay, { token: tokens.access_token });
    expect((await tryRefresh(world, tokens.refresh_token)).status).toBe(462);
  });

  it.each([{}, { token: null }, { token: 7 }, { token: 'junk' }, { token: { a: 1 } }, [], 'text', null])(
    'answers 200 {} to %j',
    async (body) => {
      const reply = await revoke(world, body);
      expect([reply.status, reply.body]).toEqual([200, {}]);
    },
  );

  it('may be repeated, and does nothing to a token of another club', async () => {
    const other = await createWorld();
    const tokens = await logIn(world, id);
    expect((await revoke(other, { token: tokens.access_token })).body).toEqual({});
    expect((await me(world, tokens)).status).toBe(200);
    await revoke(world, { token: tokens.access_token });
    expect((await revoke(world, { token: tokens.access_token })).body).toEqual({});
  });

  it('wins over refreshes that run beside it, whichever comes first', async () => {
    for (let n = 0; n < 10; n += 1) {
      const tokens = await logIn(world, id);
      const [answer, , beside] = await Promise.all([
        tryRefresh(world, tokens.refresh_token),
        revoke(world, { token: tokens.refresh_token }),
        tryRefresh(world, tokens.refresh_token),
      ]);
      for (const { status, body } of [answer, beside]) {
        expect([200, 462]).toContain(status);
        if (status === 200) expect(await halves(world, body)).toEqual(DEAD);
      }
      expect(await halves(world, tokens)).toEqual(DEAD);
    }
  });
});

describe("a token of another club's member", () => {
  it('is refused even where the member ids are the same', async () => {
    const other = await createWorld();
    const there = await person(other);
    const tokens = await logIn(other, there.id);
    expect(await halves(other, tokens)).toEqual(ALIVE);
    const fresh = await logIn(other, there.id);
    expect(await halves(world, fresh)).toEqual(DEAD);
    expect((await info(world, fresh)).status).toBe(460);
  });

  it('is bound to the club and not to the client token or product it was issued through', async () => {
    const tokens = await logIn(world, id);
    const through = await call(world, 'me.get', {
      bearer: tokens.access_token,
      headers: { 'X-Product-Name': 'android-app' },
    });
    expect(through.status).toBe(200);
  });
});

describe('a removed member', () => {
  it.each(['members.destroy', 'me.destroy'])('by %s: 404 on me, 460 on info, 462 on refresh', async (by) => {
    const gone = await person(world);
    const [tokens, ended] = [await logIn(world, gone.id), await logIn(world, gone.id)];
    await revoke(world, { token: ended.access_token });
    const path =
      by === 'members.destroy' ? { path: { id: String(gone.id) } } : { bearer: tokens.access_token };
    expect((await call(world, by, path)).status).toBe(200);
    expect((await me(world, tokens)).body).toEqual({ error: 'Member not found' });
    const body = { properties: { last_name: 'x' } };
    const bearer = tokens.access_token;
    expect((await call(world, 'me.update', { bearer, body })).status).toBe(404);
    expect((await call(world, 'me.destroy', { bearer })).status).toBe(404);
    expect((await changePassword(world, tokens)).status).toBe(404);
    expect((await info(world, tokens)).status).toBe(460);
    expect((await tryRefresh(world, tokens.refresh_token)).status).toBe(462);
    expect((await me(world, ended)).status).toBe(460);
    expect((await tryLogIn(world, gone.id)).status).toBe(461);
  });

  it('answers 460 to a session that a new password had ended before', async () => {
    const gone = await person(world);
    const [ended, mine] = [await logIn(world, gone.id), await logIn(world, gone.id)];
    expect((await changePassword(world, mine)).status).toBe(200);
    await call(world, 'me.destroy', { bearer: mine.access_token });
    expect((await me(world, mine)).status).toBe(404);
    expect((await me(world, ended)).status).toBe(460);
  });

  it('does not come back with its address: the new member has sessions of its own', async () => {
    const gone = await person(world);
    const tokens = await logIn(world, gone.id);
    await call(world, 'me.destroy', { bearer: tokens.access_token });
    const properties = { email: gone.email, first_name: 'New', last_name: 'Member' };
    const created = await call(world, 'members.create', { body: { properties, password: 'pass-9' } });
    expect(created.body.id).not.toBe(gone.id);
    expect((await me(world, tokens)).status).toBe(404);
    expect((await tryRefresh(world, tokens.refresh_token)).status).toBe(462);
    expect((await tryLogIn(world, gone.email, 'pass-1', 'email')).status).toBe(461);
  });
});

describe('a banned member', () => {
  it('has no session any more when a ban until the last local minute of the year 9999 is taken back', async () => {
    const banned = await person(world);
    const tokens = await logIn(world, banned.id);
    for (const banned_until of ['9999-12-31T23:59:59-05:00', null]) {
      const update = { path: { id: String(banned.id) }, body: { banned_until } };
      expect((await call(world, 'members.update', update)).status).toBe(200);
    }
    expect(await halves(world, tokens)).toEqual(DEAD);
  });

  it('is logged out everywhere until the ban is over', async () => {
    const banned = await person(world);
    const tokens = await logIn(world, banned.id);
    await ban(banned.id, '2999-01-01T00:00:00.000Z');
    expect(await halves(world, tokens)).toEqual(DEAD);
    expect((await tryLogIn(world, banned.id)).status).toBe(461);
    await ban(banned.id, '2001-01-01T00:00:00.000Z');
    expect((await tryLogIn(world, banned.id)).status).toBe(200);
  });
});

describe('all sessions of a member', () => {
  it('end with a password set by an admin', async () => {
    const { id: member } = await person(world);
    const [one, two] = [await logIn(world, member), await logIn(world, member)];
    await call(world, 'members.update', { path: { id: String(member) }, body: { password: 'pass-2' } });
    expect(await halves(world, one)).toEqual(DEAD);
    expect(await halves(world, two)).toEqual(DEAD);
    expect((await tryLogIn(world, member, 'pass-2')).status).toBe(200);
  });

  it('end when an operator logs the member out, with one write', async () => {
    const { id: member } = await person(world);
    const tokens = await logIn(world, member);
    expect(await endAllSessions(world.db, world.club.slug, member)).toBe(true);
    expect(await halves(world, tokens)).toEqual(DEAD);
    expect(await endAllSessions(world.db, world.club.slug, 999_999)).toBe(false);
    expect(await listSessions(world.db, world.club.slug, member)).toHaveLength(1);
  });
});

it('a session that came back from a backup refuses the pairs after it, and does not take them for stolen', async () => {
  const backup = await createWorld();
  const kari = await person(backup);
  const first = await logIn(backup, kari.id);
  const [session] = await listSessions(backup.db, backup.club.slug, kari.id);
  if (!session) throw new Error('No session');
  const second = await refreshed(backup, first);
  await storeSession(backup.db, session);
  expect((await tryRefresh(backup, second.refresh_token)).status).toBe(462);
  expect(await listSessions(backup.db, backup.club.slug, kari.id)).toHaveLength(1);
  expect((await tryRefresh(backup, first.refresh_token)).status).toBe(200);
});
