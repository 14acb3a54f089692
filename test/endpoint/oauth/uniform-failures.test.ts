import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import bcrypt from 'bcryptjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { clearFailures, clientCounter } from '#shared/data/sessions/login-attempts.ts';
import { hashCostsKey, memberKey } from '#shared/data/table/keys.ts';
import { FAILURE_LIMITS, FAILURE_WINDOW_SECONDS } from '#shared/domain/sessions/login-limits.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../../support/api.ts';
import { storedClient } from '../../support/clients.ts';
import { countBcrypt, hashWorkOf } from '../../support/hash-work.ts';
import { logIn, person, tryLogIn } from '../../support/log-in.ts';
import { meteredDb } from '../../support/meter.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

vi.mock('node:crypto', async (original) =>
  (await import('../../support/hash-work.ts')).counting(await original()),
);

stopClock();

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => vi.restoreAllMocks());

const ban = (world: World, member: number) =>
  world.db.doc.send(
    new UpdateCommand({
      TableName: world.db.table,
      Key: memberKey(world.club.slug, member),
      UpdateExpression: 'SET banned_until = :until',
      ExpressionAttributeValues: { ':until': '2999-01-01T00:00:00.000Z' },
    }),
  );

type Name = readonly [identifier: string | number, type: string, password: string];
type Names = Readonly<Record<string, Name>>;

/** Every way to fail, by identifier type. */
const failures = async (world: World): Promise<Names> => {
  const known = await person(world);
  const without = await person(world, {});
  const banned = await person(world);
  await ban(world, banned.id);
  const gone = await person(world);
  await call(world, 'members.destroy', { path: { id: String(gone.id) } });
  return {
    'wrong password, by id': [known.id, 'id', 'wrong'],
    'wrong password, by e-mail': [known.email, 'email', 'wrong'],
    'wrong password, by MSISDN': [known.msisdn, 'msisdn', 'wrong'],
    'no password value': [known.email, 'email', ''],
    'a very long password': [known.email, 'email', 'x'.repeat(50_000)],
    'unknown id': [987_654, 'id', 'pass-1'],
    'unknown e-mail': [`nobody-${known.email}`, 'email', 'pass-1'],
    'unknown MSISDN': ['4799999999', 'msisdn', 'pass-1'],
    'no e-mail at all': ['nobody', 'email', 'pass-1'],
    'no MSISDN at all': ['nobody', 'msisdn', 'pass-1'],
    'a member without a password': [without.email, 'email', 'pass-1'],
    'a banned member with the right password': [banned.email, 'email', 'pass-1'],
    'a removed member': [gone.id, 'id', 'pass-1'],
    'the address of a removed member': [gone.email, 'email', 'pass-1'],
  };
};

/** All that a caller or a bill could tell one answer from another by. */
const observed = async (metered: World, db: Awaited<ReturnType<typeof meteredDb>>, name: Name) => {
  db.reset();
  let answer: Awaited<ReturnType<typeof tryLogIn>> | undefined;
  const work = await hashWorkOf(async () => {
    answer = await tryLogIn(metered, name[0], name[2], name[1]);
  });
  const { 'x-request-id': _, ...rest } = answer?.headers ?? {};
  const body = JSON.stringify(answer?.body);
  return { status: answer?.status, body, headers: rest, calls: db.read().byOperation, work };
};

/** Members with hashes of another system, and how they fail. */
const importedWith = async (world: World, exponents: readonly number[]): Promise<Names> => {
  const names: Record<string, Name> = {};
  for (const exponent of exponents) {
    const { email } = await person(world, { password_hash: bcrypt.hashSync('pass-1', exponent) });
    names[`wrong password, bcrypt ${exponent}`] = [email, 'email', 'wrong'];
  }
  return names;
};

const asTheReleaseBefore = async ({ db, club }: World): Promise<Names> => {
  await db.doc.send(new DeleteCommand({ TableName: db.table, Key: hashCostsKey(club.slug) }));
  return {};
};

describe('461', () => {
  const OWN = { 'argon2id m=8,p=1': 1 };

  const CLUBS: readonly (readonly [string, (its: World) => Promise<Names>, Record<string, number>])[] = [
    ['of a club with hashes of ours', async () => ({}), OWN],
    [
      'of a club that brought members with bcrypt hashes',
      (its) => importedWith(its, [4, 6, 5]),
      { ...OWN, bcrypt: 64 },
    ],
    ['of a club of an earlier release', asTheReleaseBefore, { ...OWN, bcrypt: 1024 }],
  ];

  it.each(CLUBS)(
    '%s is the same for everything that may be wrong: body, headers, table calls and hashes',
    async (_, prepare, work) => {
      const its = await createWorld();
      const names = { ...(await failures(its)), ...(await prepare(its)) };
      countBcrypt();
      const db = await meteredDb();
      const metered = worldOf(db, its.club, its.client);
      await call(metered, 'clubs.schema');
      const seen = new Map<string, string[]>();
      for (const [what, name] of Object.entries(names)) {
        const text = JSON.stringify(await observed(metered, db, name));
        seen.set(text, [...(seen.get(text) ?? []), what]);
      }
      expect([...seen.values()]).toHaveLength(1);
      expect(JSON.parse([...seen.keys()][0] ?? '')).toEqual({
        status: 461,
        body: '{"error":"Invalid member credentials"}',
        headers: expect.objectContaining({
          'cache-control': 'no-store',
          'x-error-code': 'credentials_invalid',
        }),
        calls: { BatchGetCommand: 2, UpdateCommand: 2 },
        work,
      });
    },
  );
});

const failTimes = async (where: World, times: number, identifier: string | number, type = 'email') => {
  for (let n = 0; n < times; n += 1)
    expect((await tryLogIn(where, identifier, 'wrong', type)).status).toBe(461);
};

describe('guessing', () => {
  it('is over after ten failures, whatever the spelling, even with the right password', async () => {
    const { email } = await person(world);
    await failTimes(world, 5, email);
    await failTimes(world, 5, ` ${email.toUpperCase()}`);
    const { status, body, headers } = await tryLogIn(world, email, 'pass-1', 'email');
    expect(status).toBe(429);
    expect(body).toEqual({
      error:
        'The limit is 10 failed log-ins of a member, or 1000 failed log-ins through a client token in 15 minutes; please try again later',
    });
    expect(headers['retry-after']).toBe(String(FAILURE_WINDOW_SECONDS));
  });

  it('tells nothing by its lock: unknown and known, right and wrong are the same', async () => {
    const { email } = await person(world);
    const unknown = `nobody-${email}`;
    await failTimes(world, 10, email);
    await failTimes(world, 10, unknown);
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    metered.clock.ahead = 5;
    await call(metered, 'clubs.schema');
    const answers = [];
    for (const name of [
      [email, 'email', 'pass-1'],
      [email, 'email', 'wrong'],
      [unknown, 'email', 'pass-1'],
    ] as const) {
      const { headers, ...answer } = await observed(metered, db, name);
      const { 'retry-after': seconds, ratelimit, ...rest } = headers;
      expect(Number(seconds)).toBeGreaterThan(0);
      expect(ratelimit).toBe(`"log-in";r=0;t=${seconds}`);
      answers.push(JSON.stringify({ ...answer, rest }));
    }
    expect(new Set(answers).size).toBe(1);
  });

  it('starts anew when the window is over, even if the table still holds the counter', async () => {
    const { email } = await person(world);
    await failTimes(world, 10, email);
    const later = worldOf(world.db, world.club, world.client);
    later.clock.ahead = FAILURE_WINDOW_SECONDS + 1;
    await failTimes(later, 10, email);
    expect((await tryLogIn(later, email, 'pass-1', 'email')).status).toBe(429);
    later.clock.ahead *= 2;
    expect((await tryLogIn(later, email, 'pass-1', 'email')).status).toBe(200);
  });

  it('is counted once for all names of a member, and forgotten by a password reset', async () => {
    const { id, email, msisdn } = await person(world);
    const names = [
      [id, 'id'],
      [email, 'email'],
      [msisdn, 'msisdn'],
    ] as const;
    await failTimes(world, 4, id, 'id');
    await failTimes(world, 3, email);
    await failTimes(world, 3, msisdn, 'msisdn');
    for (const [name, type] of names) expect((await tryLogIn(world, name, 'pass-1', type)).status).toBe(429);
    await clearFailures(world.db, world.club.slug, id);
    for (const [name, type] of names) expect((await tryLogIn(world, name, 'pass-1', type)).status).toBe(200);
  });

  it('is given back by a right password: many log-ins in a row lock no member', async () => {
    const { email } = await person(world);
    await failTimes(world, 9, email);
    for (let n = 0; n < 12; n += 1)
      expect((await tryLogIn(world, email, 'pass-1', 'email')).status).toBe(200);
    await failTimes(world, 1, email);
    expect((await tryLogIn(world, email, 'pass-1', 'email')).status).toBe(429);
  });

  it('at once compares ten wrong ones and no more, however many there are and though one is right', async () => {
    const { email } = await person(world);
    const compare = vi.spyOn(world.runtime.use(passwords), 'matches');
    const guesses = Array.from({ length: 900 }, (_, n) => (n === 450 ? 'pass-1' : `wrong-${n}`));
    const answers = await Promise.all(guesses.map((guess) => tryLogIn(world, email, guess, 'email')));
    // The right one gives its place back, wherever among them it came.
    const wrong = compare.mock.calls.filter(([password]) => password !== 'pass-1');
    expect(wrong.length).toBeLessThanOrEqual(FAILURE_LIMITS.identifier);
    const statuses = Map.groupBy(answers, ({ status }) => status);
    expect([...statuses.keys()].filter((status) => ![200, 429, 461].includes(status))).toEqual([]);
    expect(statuses.get(429)?.length).toBeGreaterThanOrEqual(899 - FAILURE_LIMITS.identifier);
    for (const { headers } of statuses.get(429) ?? [])
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('says to the second when there is a place again', async () => {
    const { email } = await person(world);
    await failTimes(world, 10, email);
    const seconds = Number((await tryLogIn(world, email, 'pass-1', 'email')).headers['retry-after']);
    const later = worldOf(world.db, world.club, world.client);
    later.clock.ahead = seconds - 1;
    expect((await tryLogIn(later, email, 'pass-1', 'email')).status).toBe(429);
    later.clock.ahead = seconds;
    expect((await tryLogIn(later, email, 'pass-1', 'email')).status).toBe(200);
  });

  it('by unknown devices does not lock out the device that has logged in before', async () => {
    const { email, id } = await person(world);
    const { refresh_token } = await logIn(world, id);
    await failTimes(world, 10, email);
    const grant = { grant_type: 'password', identifier_type: 'email', identifier: email };
    const attempt = (password: string, token: unknown) =>
      call(world, 'oauth.token', { body: { ...grant, password, refresh_token: token } });
    expect((await attempt('pass-1', refresh_token)).status).toBe(200);
    // It has ten guesses of its own, and no more.
    for (let n = 0; n < 10; n += 1) expect((await attempt('wrong', refresh_token)).status).toBe(461);
    expect((await attempt('pass-1', refresh_token)).status).toBe(429);
    // A token of another member has no effect, nor has a text that is none.
    const friend = await logIn(world, (await person(world)).id);
    for (const token of [friend.refresh_token, 'x', '', null])
      expect((await attempt('pass-1', token)).status).toBe(429);
  });

  it('of one member is nothing to another member, and of one club nothing to another club', async () => {
    const { email } = await person(world);
    await failTimes(world, 10, email);
    const friend = await person(world);
    expect((await tryLogIn(world, friend.email, 'pass-1', 'email')).status).toBe(200);
    const other = await createWorld();
    expect((await tryLogIn(other, email, 'pass-1', 'email')).status).toBe(461);
  });

  describe('through one client token beyond its ceiling', () => {
    const DAY = 24 * 60 * 60;
    const known = async () => {
      const client = await storedClient(world.db, { clubs: [world.club.slug] });
      const club = worldOf(world.db, world.club, client);
      const member = await person(club);
      expect((await tryLogIn(club, member.id)).status).toBe(200);
      const today = worldOf(world.db, world.club, client);
      today.clock.ahead = DAY;
      return { member, today };
    };
    const flood = async (where: World) => {
      for (let n = 0; n < FAILURE_LIMITS.client; n += 50) {
        const guess = (k: number) => tryLogIn(where, 1_000_000 + n + k, 'wrong');
        const batch = await Promise.all(Array.from({ length: 50 }, (_, k) => guess(k)));
        expect(new Set(batch.map(({ status }) => status))).toEqual(new Set([461]));
      }
    };

    it('a member who logged in yesterday goes on; whom the client does not know waits', async () => {
      const { member, today } = await known();
      const stranger = await person(today);
      await flood(today);
      const waits = await tryLogIn(today, stranger.id);
      expect(waits.status).toBe(429);
      expect(waits.headers['retry-after']).toBe(String(FAILURE_WINDOW_SECONDS));
      expect((await tryLogIn(today, 2_000_000, 'wrong')).status).toBe(429);
      for (const [name, type] of [
        [member.id, 'id'],
        [member.email, 'email'],
      ] as const)
        expect((await tryLogIn(today, name, 'pass-1', type)).status).toBe(200);
      expect(today.counts.LogInsOverCeiling).toBe(2);
      // Another client of the club has nothing to do with it.
      expect((await tryLogIn(world, stranger.id)).status).toBe(200);
    });

    it('does not show which members exist: wrong and unknown are answered alike, after the same hashes', async () => {
      const { member, today } = await known();
      const now = Math.floor(today.runtime.now().getTime() / 1000);
      await today.db.doc.send(
        new PutCommand({
          TableName: today.db.table,
          Item: {
            ...clientCounter(today.club.slug, today.client.id).key,
            kind: 'failures',
            count: FAILURE_LIMITS.client,
            ends_at: now + 60,
          },
        }),
      );
      const told = [];
      countBcrypt();
      for (const name of [member.id, 2_000_000]) {
        const work = await hashWorkOf(async () => {
          const { status, body, headers } = await tryLogIn(today, name, 'wrong');
          told.push(JSON.stringify([status, body, headers['x-error-code']]));
        });
        expect(work).toMatchObject({ 'argon2id m=8,p=1': 1 });
        told.push(JSON.stringify(work));
      }
      expect(new Set(told).size).toBe(2);
      expect(told[0]).toContain('429');
    });
  });
});
