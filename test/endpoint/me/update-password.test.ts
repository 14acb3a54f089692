import { beforeAll, describe, expect, it, vi } from 'vitest';
import { FAILURE_LIMITS } from '#shared/domain/sessions/login-limits.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../../support/api.ts';
import { drain } from '../../support/deliver.ts';
import { crashingDb } from '../../support/faults.ts';
import {
  changePassword,
  halves,
  logIn,
  me,
  person,
  refreshed,
  tryLogIn,
  tryRefresh,
} from '../../support/log-in.ts';
import { meteredDb } from '../../support/meter.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

stopClock();

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const DEAD = [460, 462];
const ALIVE = [200, 200];

describe('update_password', () => {
  it.each([
    ['members/me/update_password', 0],
    ['members/update_password', 1],
  ])(
    'below %s changes the password, ends the other sessions and keeps the presented one',
    async (_, path) => {
      for (const generation of [0, 1] as const) {
        const { id } = await person(world);
        const [mine, other] = [await logIn(world, id), await logIn(world, id)];
        const { status, body } = await call(world, 'me.update-password', {
          variant: { path },
          generation,
          bearer: mine.access_token,
          body: { current_password: 'pass-1', password: 'SuperStrongP4ssw0rd' },
        });
        expect([status, body]).toEqual([200, {}]);
        expect(await halves(world, other)).toEqual(DEAD);
        expect(await halves(world, mine)).toEqual(ALIVE);
        expect((await tryLogIn(world, id)).status).toBe(461);
        expect((await tryLogIn(world, id, 'SuperStrongP4ssw0rd')).status).toBe(200);
      }
    },
  );

  it.each([['wrong'], [''], [null], [7], [{}], [undefined]])(
    'answers 464 to the current password %j, before it judges the new one',
    async (current_password) => {
      const { id } = await person(world);
      const bearer = (await logIn(world, id)).access_token;
      const body = { current_password, password: '' };
      const reply = await call(world, 'me.update-password', { bearer, body });
      expect([reply.status, reply.body]).toEqual([464, { error: 'Invalid current password' }]);
    },
  );

  it.each([
    ['', [{ error: 'not_contain_required_property', property: 'password' }]],
    [undefined, [{ error: 'not_contain_required_property', property: 'password' }]],
    [null, [{ error: 'not_contain_required_property', property: 'password' }]],
    [7, [{ error: 'type_not_match', type: 'string', property: 'password' }]],
    ['ab', [{ error: 'minimum_string_length', minimum: 3, property: 'password' }]],
  ])('answers 422 to the new password %j and changes nothing', async (password, errors) => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const bearer = tokens.access_token;
    const reply = await call(world, 'me.update-password', {
      bearer,
      body: { current_password: 'pass-1', password },
    });
    expect([reply.status, reply.body]).toEqual([422, { password: errors }]);
    expect((await tryLogIn(world, id)).status).toBe(200);
  });

  it('validates nothing but the new password', async () => {
    const odd = await createWorld();
    const { id } = await person(odd);
    const tokens = await logIn(odd, id);
    const strict = { ...odd.club.member_schema, required: ['first_name', 'last_name', 'birthday'] };
    const club = { ...odd.club, member_schema: strict, schema_version: 2 };
    const { directory } = await import('#shared/ports/directory.ts');
    odd.runtime.provide(directory, { client: async () => odd.client, club: async () => club });
    const update = await call(odd, 'me.update', { bearer: tokens.access_token, body: { properties: {} } });
    expect(update.status).toBe(422);
    expect((await changePassword(odd, tokens)).status).toBe(200);
  });

  it('costs one batch read, a guess and one transaction, which gives the guess back', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await call(metered, 'clubs.schema');
    db.reset();
    expect((await changePassword(metered, tokens)).status).toBe(200);
    expect(db.read().byOperation).toEqual({
      BatchGetCommand: 1,
      UpdateCommand: 1,
      TransactWriteCommand: 1,
    });
  });

  it('lets one of many changes at once through', async () => {
    const { id } = await person(world);
    const sessions = await Promise.all(Array.from({ length: 5 }, () => logIn(world, id)));
    const statuses = await Promise.all(
      sessions.map(async (tokens, n) => (await changePassword(world, tokens, 'pass-1', `new-${n}`)).status),
    );
    const winner = statuses.indexOf(200);
    // The others find their session ended.
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    for (const [n, tokens] of sessions.entries())
      expect((await me(world, tokens)).status).toBe(n === winner ? 200 : 460);
    expect((await tryLogIn(world, id, `new-${winner}`)).status).toBe(200);
  });

  it('beside refreshes keeps the presented session and ends every other, whichever comes first', async () => {
    for (let n = 0; n < 10; n += 1) {
      const { id } = await person(world);
      const [mine, other] = [await logIn(world, id), await logIn(world, id)];
      const [changed, kept, stolen] = await Promise.all([
        changePassword(world, mine),
        tryRefresh(world, mine.refresh_token),
        tryRefresh(world, other.refresh_token),
      ]);
      expect(kept.status).toBe(200);
      // A refresh that came first has ended the access token that was presented.
      expect([200, 460]).toContain(changed.status);
      const after = changed.status === 200 ? DEAD : ALIVE;
      if (stolen.status === 200) expect(await halves(world, stolen.body)).toEqual(after);
      expect(await halves(world, kept.body)).toEqual(ALIVE);
    }
  });

  it('loses no session and no password to a crash at any call', async () => {
    const dry = crashingDb();
    const first = await person(world);
    const rehearsal = await logIn(world, first.id);
    await changePassword(worldOf(dry, world.club, world.client), rehearsal);
    // The client token, the club, the batch read, the guess and the transaction.
    expect(dry.calls()).toBe(5);
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= dry.calls(); at += 1) {
        const { id } = await person(world);
        const [mine, other] = [await logIn(world, id), await logIn(world, id)];
        const dying = worldOf(crashingDb({ call: at, when }), world.club, world.client);
        expect((await changePassword(dying, mine)).status).toBe(500);
        const done = at === dry.calls() && when === 'after';
        expect(await halves(world, other), `${when} ${at}`).toEqual(done ? DEAD : ALIVE);
        expect((await me(world, mine)).status).toBe(200);
        expect((await tryLogIn(world, id, done ? 'pass-2' : 'pass-1')).status).toBe(200);
        expect((await tryLogIn(world, id, done ? 'pass-1' : 'pass-2')).status).toBe(461);
      }
    }
  });
});

describe('guesses at the current password', () => {
  it('are counted before they are compared: ten of a session, however many at once', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const compare = vi.spyOn(world.runtime.use(passwords), 'matches');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => changePassword(world, tokens, `wrong-${n}`)),
    );
    expect(compare.mock.calls.length).toBeLessThanOrEqual(FAILURE_LIMITS.identifier);
    vi.restoreAllMocks();
    expect(answers.filter(({ status }) => status === 464)).toHaveLength(FAILURE_LIMITS.identifier);
    const locked = await changePassword(world, tokens);
    expect([locked.status, locked.body]).toEqual([
      429,
      {
        error: 'The limit is 10 wrong current passwords of a session in 15 minutes; please try again later',
      },
    ]);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
    // Another session of the member, and the log-in, have places of their own.
    expect((await changePassword(world, await logIn(world, id))).status).toBe(200);
  });

  it('are given back by who is right, also when the new password is refused', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    for (let n = 0; n < 12; n += 1)
      expect((await changePassword(world, tokens, 'pass-1', 'x')).status).toBe(422);
    for (let n = 0; n < 12; n += 1)
      expect((await changePassword(world, tokens, `pass-${n + 1}`, `pass-${n + 2}`)).status).toBe(200);
  });

  it('of unknown devices at the log-in do not count', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    for (let n = 0; n < 10; n += 1) await tryLogIn(world, id, 'wrong');
    expect((await tryLogIn(world, id)).status).toBe(429);
    expect((await changePassword(world, tokens)).status).toBe(200);
  });
});

describe('a member made by a bulk', () => {
  it('logs in, changes the password and finds the other sessions ended', async () => {
    const member = {
      properties: { email: 'bulk@example.com', first_name: 'Bulk', last_name: 'Member' },
      password: 'pass-1',
    };
    await call(world, 'member-bulks.create-or-update', { body: { members: [member] } });
    await drain(world, world.queue.sent.splice(0));
    const { body: mine } = await tryLogIn(world, 'Bulk@Example.com', 'pass-1', 'email');
    const { body: other } = await tryLogIn(world, 'bulk@example.com', 'pass-1', 'email');
    const renewed = await refreshed(world, mine);
    expect((await changePassword(world, renewed)).status).toBe(200);
    expect(await halves(world, other)).toEqual(DEAD);
    expect(await halves(world, renewed)).toEqual(ALIVE);
    expect((await tryLogIn(world, 'bulk@example.com', 'pass-2', 'email')).status).toBe(200);
  });
});

it('a member that is gone has no password to change', async () => {
  const { id } = await person(world);
  const tokens = await logIn(world, id);
  expect((await call(world, 'members.destroy', { path: { id: String(id) } })).status).toBe(200);
  expect((await changePassword(world, tokens)).status).toBe(404);
});

describe('a member without a password', () => {
  it('needs no current one', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const { UpdateCommand } = await import('@aws-sdk/lib-dynamodb');
    const { memberKey } = await import('#shared/data/table/keys.ts');
    await world.db.doc.send(
      new UpdateCommand({
        TableName: world.db.table,
        Key: memberKey(world.club.slug, id),
        UpdateExpression: 'SET password = :none',
        ExpressionAttributeValues: { ':none': null },
      }),
    );
    expect((await changePassword(world, tokens, undefined, '')).status).toBe(422);
    expect((await changePassword(world, tokens, undefined)).status).toBe(200);
    expect((await tryLogIn(world, id, 'pass-2')).status).toBe(200);
  });
});
