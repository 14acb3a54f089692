import { beforeAll, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { call } from '../../support/api.ts';
import { storedClient } from '../../support/clients.ts';
import { halves, logIn, me, person, refreshed, tryLogIn } from '../../support/log-in.ts';
import { meteredDb } from '../../support/meter.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const ENDPOINTS = [
  ['me.get', undefined],
  ['me.update', {}],
  ['me.update-password', {}],
  ['me.update-app-token', {}],
  ['me.app-tokens', {}],
  ['me.destroy', undefined],
  ['oauth.token-info', undefined],
] as const;

describe('endpoints of a logged-in member', () => {
  it.each(ENDPOINTS)('%s answer 460 without a token, on both paths', async (id, body) => {
    for (const generation of [0, 1] as const) {
      for (const Authorization of [undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', 'x']) {
        const { status, body: reply } = await call(world, id, {
          generation,
          headers: { Authorization },
          ...(body && { body }),
        });
        expect([status, reply], Authorization).toEqual([460, { error: 'OAuth token is invalid' }]);
      }
    }
  });

  it.each(ENDPOINTS)('%s ask for the permit, then for the token, then for the body', async (id, body) => {
    const client = await storedClient(world.db, {
      clubs: [world.club.slug],
      permits: ['BL:Api:Members:Get'],
    });
    const weak = worldOf(world.db, world.club, client);
    expect((await call(weak, id, { ...(body && { raw: '{' }) })).status).toBe(403);
    expect((await call(world, id, { ...(body && { raw: '{' }) })).status).toBe(460);
    const { access_token } = await logIn(world, (await person(world)).id);
    if (body) expect((await call(world, id, { raw: '{', bearer: access_token })).status).toBe(406);
  });

  it('take the scheme in any case', async () => {
    const { id } = await person(world);
    const { access_token } = await logIn(world, id);
    for (const scheme of ['bearer', 'BEARER', 'Bearer ']) {
      const headers = { Authorization: `${scheme} ${access_token}` };
      expect((await call(world, 'me.get', { headers })).status).toBe(200);
    }
  });
});

describe('GET members/me', () => {
  it('answers the member as an admin sees it', async () => {
    const { id } = await person(world);
    const mine = await me(world, await logIn(world, id));
    const admins = await call(world, 'members.get', { path: { id: String(id) } });
    expect([mine.status, mine.body]).toEqual([200, admins.body]);
    expect(JSON.stringify(mine.body)).not.toContain('bcrypt');
  });
});

describe('PUT members/me', () => {
  it('changes the member, for one batch read and one write', async () => {
    const { id } = await person(world);
    const { access_token } = await logIn(world, id);
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await call(metered, 'clubs.schema');
    db.reset();
    const body = { properties: { last_name: 'Doge' } };
    const reply = await call(metered, 'me.update', { bearer: access_token, body });
    expect([reply.status, reply.body.properties.last_name]).toEqual([200, 'Doge']);
    expect(db.read().byOperation).toEqual({ BatchGetCommand: 1, PutCommand: 1 });
  });

  it('judges the whole member', async () => {
    const { id } = await person(world);
    const bearer = (await logIn(world, id)).access_token;
    const reply = await call(world, 'me.update', { bearer, body: { properties: { birthday: 'x' } } });
    expect(reply.status).toBe(422);
    expect(reply.body.properties[0].error.birthday[0].error).toBe('invalid_date_format');
  });

  it('ends the other sessions with a new password, and keeps the presented one', async () => {
    const { id } = await person(world);
    const [mine, other] = [await logIn(world, id), await logIn(world, id)];
    const body = { properties: { last_name: 'Doge' }, password: 'new_password' };
    expect((await call(world, 'me.update', { bearer: mine.access_token, body })).status).toBe(200);
    expect(await halves(world, other)).toEqual([460, 462]);
    expect(await halves(world, mine)).toEqual([200, 200]);
    expect((await tryLogIn(world, id, 'new_password')).status).toBe(200);
  });

  it.each(['me.update', 'me.update-password'])(
    'ends the earlier access tokens of the presented session with a new password by %s',
    async (by) => {
      const { id } = await person(world);
      const first = await logIn(world, id);
      const second = await refreshed(world, first);
      const third = await refreshed(world, second);
      const body = { current_password: 'pass-1', password: 'new_password' };
      expect((await call(world, by, { bearer: second.access_token, body })).status).toBe(200);
      const seen = [first, second, third].map(({ access_token }) =>
        call(world, 'me.get', { bearer: access_token }),
      );
      expect((await Promise.all(seen)).map(({ status }) => status)).toEqual([460, 200, 200]);
      expect((await call(world, by, { bearer: first.access_token, body })).status).toBe(460);
      expect(await halves(world, third)).toEqual([200, 200]);
    },
  );

  it('keeps the presented session through changes of it that run beside each other', async () => {
    const { id } = await person(world);
    const mine = await logIn(world, id);
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async (_, n) => {
        const body = { properties: { email: `n${n}-of-${id}@example.com` }, password: `new-${n}` };
        return (await call(world, 'me.update', { bearer: mine.access_token, body })).status;
      }),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(await halves(world, mine)).toEqual([200, 200]);
  });

  it.each([
    ['id', 1],
    ['person_id', 77],
    ['club', 'other'],
    ['banned_until', '2999-01-01T00:00:00Z'],
    ['sms_status', 'barred'],
    ['email_status', 'verified'],
    ['push_status', 'barred'],
    ['statuses', { email: 'verified' }],
    ['created_at', '2001-01-01T00:00:00Z'],
    ['updated_at', '2001-01-01T00:00:00Z'],
    ['optin_channel', 'evil'],
    ['optin_subchannel', 'evil'],
    ['session_epoch', 99],
    ['version', 99],
    ['permits', ['all']],
    ['welcome', ['sms']],
    ['last_row', 'x'],
  ])('does not let the member set %s', async (name, value) => {
    const { id } = await person(world);
    const bearer = (await logIn(world, id)).access_token;
    const before = await findMember(world.db, world.club.slug, id);
    const reply = await call(world, 'me.update', { bearer, body: { [name]: value } });
    expect(reply.status).toBe(200);
    expect(await findMember(world.db, world.club.slug, id)).toEqual(before);
  });
});

describe('DELETE members/me', () => {
  it('answers the member as it was', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const before = await me(world, tokens);
    const reply = await call(world, 'me.destroy', { bearer: tokens.access_token });
    expect([reply.status, reply.body]).toEqual([200, before.body]);
    expect((await call(world, 'members.get', { path: { id: String(id) } })).status).toBe(404);
  });

  it('refuses a switch that is neither on nor off', async () => {
    const { id } = await person(world);
    const bearer = (await logIn(world, id)).access_token;
    const query = { send_email_unsubscribe_message: 'maybe' };
    expect((await call(world, 'me.destroy', { bearer, query })).status).toBe(422);
    expect((await call(world, 'me.get', { bearer })).status).toBe(200);
  });
});
