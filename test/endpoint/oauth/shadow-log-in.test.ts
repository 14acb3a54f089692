import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { OPEN_SECONDS } from '#shared/domain/sessions/shadow-circuit.ts';
import { call } from '../../support/api.ts';
import { halves, person, tryLogIn } from '../../support/log-in.ts';
import { meteredDb } from '../../support/meter.ts';
import {
  asShadowWorld,
  json,
  movedMember,
  OLD_TOKEN,
  type OldSystem,
  PASSWORD,
  pairFor,
  type ShadowWorld,
  shadowWorld,
  startOldSystem,
} from '../../support/old-system.ts';
import { stopClock, worldOf } from '../../support/world.ts';

stopClock();

const REFUSED = { error: 'Invalid member credentials' };

let old: OldSystem;
let world: ShadowWorld;
beforeAll(async () => {
  old = await startOldSystem();
  world = await shadowWorld(old, { rate: 100 });
});
afterAll(() => old.stop());
beforeEach(() => {
  old.answer = undefined;
  old.asked.length = 0;
  world.waits.length = 0;
  // Nothing is left of the circuit of the test before.
  world.clock.ahead += OPEN_SECONDS + 1;
});

const moved = (its = world) => movedMember(its, old);
const storedPassword = async (id: number, its = world) =>
  (await findMember(its.db, its.club.slug, id))?.password;

describe('the log-in of a member without a password', () => {
  it('asks the old system as its reference documents, and stores the password', async () => {
    const { id, email } = await moved();
    const { status, body } = await tryLogIn(world, email.toUpperCase(), PASSWORD, 'email');
    expect([status, body.resource_owner_id]).toEqual([200, id]);
    expect(old.asked).toMatchObject([
      {
        path: '/api/v3/loyalty_clubs/infinity-mall/members/oauth/token',
        headers: {
          'content-type': 'application/json',
          'x-client-authorization': OLD_TOKEN,
          'x-product-name': 'default',
          'x-user-agent': 'loyalty-club-backend shadow log-in',
        },
        body: { grant_type: 'password', identifier_type: 'email', identifier: email, password: PASSWORD },
      },
    ]);
    expect(world.timeouts.at(-1)).toBe(3000);
    expect(JSON.stringify(body)).not.toContain(pairFor(id).access_token);
    expect(await halves(world, body)).toEqual([200, 200]);
    expect(await storedPassword(id)).toMatch(/^hmac-argon2id:t1:/);
    expect((await tryLogIn(world, id, PASSWORD)).status).toBe(200);
    expect((await tryLogIn(world, id, 'wrong')).status).toBe(461);
    expect(old.asked).toHaveLength(1);
  });

  it('costs three calls of the table more than others', async () => {
    const db = await meteredDb();
    const metered = asShadowWorld(worldOf(db, world.club, world.client));
    metered.clock.ahead = world.clock.ahead;
    const first = await moved();
    await tryLogIn(metered, first.id, PASSWORD);
    const { id } = await moved();
    db.reset();
    await tryLogIn(metered, id, PASSWORD);
    expect(db.read().calls).toBe(7);
  });

  it('by id or number asks by an identifier of the member, for an id may be another’s there', async () => {
    const one = await moved();
    expect((await tryLogIn(world, one.id, PASSWORD)).status).toBe(200);
    const other = await moved();
    expect((await tryLogIn(world, other.msisdn, PASSWORD, 'msisdn')).status).toBe(200);
    const asked = old.asked.map(({ body }) => [body['identifier_type'], body['identifier']]);
    expect(asked).toEqual([
      ['email', one.email],
      ['msisdn', other.msisdn],
    ]);
  });

  it('twice at once opens two sessions and stores one password', async () => {
    const { id } = await moved();
    const bothAsked = Promise.withResolvers<void>();
    old.answer = async (response) => {
      if (old.asked.length === 2) bothAsked.resolve();
      await bothAsked.promise;
      json(response, 200, pairFor(id));
    };
    const replies = await Promise.all([tryLogIn(world, id, PASSWORD), tryLogIn(world, id, PASSWORD)]);
    expect(old.asked).toHaveLength(2);
    for (const { body } of replies) expect(await halves(world, body)).toEqual([200, 200]);
    expect((await tryLogIn(world, id, PASSWORD)).status).toBe(200);
    expect(old.asked).toHaveLength(2);
  });

  it('opens no session that lives when a new password is set while the old system answers', async () => {
    const { id } = await moved();
    old.answer = async (response) => {
      await call(world, 'members.update', { path: { id: String(id) }, body: { password: 'a new one' } });
      json(response, 200, pairFor(id));
    };
    const { body } = await tryLogIn(world, id, PASSWORD);
    expect(await halves(world, body)).toEqual([460, 462]);
    expect((await tryLogIn(world, id, PASSWORD)).status).toBe(461);
    expect((await tryLogIn(world, id, 'a new one')).status).toBe(200);
  });

  it('counts guesses like others: ten are asked for, then none, right or wrong', async () => {
    const { id } = await moved();
    const guesses = Array.from({ length: 12 }, (_, n) => tryLogIn(world, id, `guess-${n}`));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 461)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    expect((await tryLogIn(world, id, PASSWORD)).status).toBe(429);
    expect(old.asked).toHaveLength(10);
  });

  it('is refused like every other, after the same wait', async () => {
    const without = await moved();
    const known = await person(world);
    const replies = [
      await tryLogIn(world, without.id, 'wrong'),
      await tryLogIn(world, known.id, 'wrong'),
      await tryLogIn(world, 'nobody@example.com', 'wrong', 'email'),
    ];
    const seen = replies.map(({ status, body, headers: { 'x-request-id': _, ...headers } }) => [
      status,
      body,
      headers,
    ]);
    expect(seen[0]).toEqual([461, REFUSED, seen[1]?.[2]]);
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
    expect(world.waits).toEqual([1000, 1000, 1000]);
    expect(old.asked).toHaveLength(1);
  });

  it('can log in, says the public info', async () => {
    const { id } = await moved();
    const { body } = await call(world, 'members.public-info', { path: { id: String(id) } });
    expect(body).toEqual({ exists: true, can_login: true });
  });
});

describe('the old system is not asked', () => {
  const ban = (id: number) =>
    world.db.doc.send(
      new UpdateCommand({
        TableName: world.db.table,
        Key: memberKey(world.club.slug, id),
        UpdateExpression: 'SET banned_until = :until',
        ExpressionAttributeValues: { ':until': '2999-01-01T00:00:00.000Z' },
      }),
    );

  it('about members with a password, banned or unknown ones', async () => {
    const known = await person(world);
    const banned = await moved();
    await ban(banned.id);
    for (const id of [known.id, banned.id, 987_654])
      expect((await tryLogIn(world, id, PASSWORD)).status).toBe(461);
    expect(old.asked).toEqual([]);
  });

  it.each(['', '  ', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(5000)])(
    'with the password %j',
    async (password) => {
      const { id } = await moved();
      expect((await tryLogIn(world, id, password)).status).toBe(461);
      expect(old.asked).toEqual([]);
    },
  );

  it('where the club does not say so', async () => {
    const plain = await shadowWorld(old, {}, { moving_in: true });
    const { id } = await moved(plain);
    expect((await tryLogIn(plain, id, PASSWORD)).status).toBe(461);
    expect([old.asked, plain.waits]).toEqual([[], []]);
  });

  it('more often than the rate says, of all functions together', async () => {
    const slow = await shadowWorld(old, { rate: 2 });
    const members = [];
    for (let n = 0; n < 5; n += 1) members.push(await moved(slow));
    const replies = await Promise.all(members.map(({ id }) => tryLogIn(slow, id, PASSWORD)));
    const waiting = members.filter((_, n) => replies[n]?.status === 461);
    expect([waiting.length, old.asked.length]).toEqual([3, 2]);
    expect(slow.counts).toMatchObject({ ShadowLogInsVerified: 2, ShadowLogInsSkipped: 3 });
    slow.clock.ahead += 1;
    const statuses = [];
    for (const { id } of waiting) statuses.push((await tryLogIn(slow, id, PASSWORD)).status);
    expect(statuses).toEqual([200, 200, 461]);
  });
});
