import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import bcrypt from 'bcryptjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { memberKey } from '../../../shared/data/keys.ts';
import { forgetFailures } from '../../../shared/data/log-in-failures.ts';
import { FAILURE_LIMITS, FAILURE_WINDOW_SECONDS } from '../../../shared/domain/log-in-limits.ts';
import { call } from '../../support/api.ts';
import { storedClient } from '../../support/clients.ts';
import { person, tryLogIn } from '../../support/log-in.ts';
import { meteredDb } from '../../support/meter.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => vi.restoreAllMocks());

const ban = (member: number) =>
  world.db.doc.send(
    new UpdateCommand({
      TableName: world.db.table,
      Key: memberKey(world.club.slug, member),
      UpdateExpression: 'SET banned_until = :until',
      ExpressionAttributeValues: { ':until': '2999-01-01T00:00:00.000Z' },
    }),
  );

type Name = readonly [identifier: string | number, type: string, password: string];

/** Every way to fail, by identifier type. */
const failures = async (): Promise<Record<string, Name>> => {
  const known = await person(world);
  const without = await person(world, {});
  const banned = await person(world);
  await ban(banned.id);
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
  const compare = vi.spyOn(bcrypt, 'compare');
  const hash = vi.spyOn(bcrypt, 'hash');
  db.reset();
  const { status, body, headers } = await tryLogIn(metered, name[0], name[2], name[1]);
  const costs = compare.mock.calls.map(([, stored]) => bcrypt.getRounds(stored));
  const hashes = hash.mock.calls.length;
  vi.restoreAllMocks();
  const { 'x-request-id': _, ...rest } = headers;
  return { status, body: JSON.stringify(body), headers: rest, calls: db.read().byOperation, costs, hashes };
};

describe('461', () => {
  it('is the same for everything that may be wrong: body, headers, table calls and hashes', async () => {
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await call(metered, 'clubs.schema');
    const seen = new Map<string, string[]>();
    for (const [what, name] of Object.entries(await failures())) {
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
      calls: { BatchGetCommand: 1, GetCommand: 1, UpdateCommand: 2 },
      costs: [4],
      hashes: 0,
    });
  });
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
    expect(body).toEqual({ error: 'Too many failed attempts; please try again later' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(FAILURE_WINDOW_SECONDS - 120);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(FAILURE_WINDOW_SECONDS);
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
      const { 'retry-after': seconds, ...rest } = headers;
      expect(Number(seconds)).toBeGreaterThan(0);
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

  it('is forgotten by a password reset, under every identifier', async () => {
    const { id, email, msisdn } = await person(world);
    const names = [
      [id, 'id'],
      [email, 'email'],
      [msisdn, 'msisdn'],
    ] as const;
    for (const [name, type] of names) await failTimes(world, 10, name, type);
    await forgetFailures(world.db, world.club.slug, { id, identifiers: { email, msisdn } });
    for (const [name, type] of names) expect((await tryLogIn(world, name, 'pass-1', type)).status).toBe(200);
  });

  it('tells ten of many who guess at once that they were wrong, and no more', async () => {
    const { email } = await person(world);
    const statuses = await Promise.all(
      Array.from({ length: 25 }, async () => (await tryLogIn(world, email, 'wrong', 'email')).status),
    );
    expect(statuses.filter((status) => status === 461)).toHaveLength(FAILURE_LIMITS.identifier);
    expect(statuses.filter((status) => status === 429)).toHaveLength(25 - FAILURE_LIMITS.identifier);
  });

  it('of one member is nothing to another member, and of one club nothing to another club', async () => {
    const { email } = await person(world);
    await failTimes(world, 10, email);
    const friend = await person(world);
    expect((await tryLogIn(world, friend.email, 'pass-1', 'email')).status).toBe(200);
    const other = await createWorld();
    expect((await tryLogIn(other, email, 'pass-1', 'email')).status).toBe(461);
  });

  it('through one client token has a ceiling over all identifiers', async () => {
    const client = await storedClient(world.db, { clubs: [world.club.slug] });
    const attacker = worldOf(world.db, world.club, client);
    const guess = (n: number) => tryLogIn(attacker, 1_000_000 + n, 'wrong');
    for (let n = 0; n < FAILURE_LIMITS.client; n += 50) {
      const batch = await Promise.all(Array.from({ length: 50 }, (_, k) => guess(n + k)));
      expect(new Set(batch.map(({ status }) => status))).toEqual(new Set([461]));
    }
    expect((await guess(FAILURE_LIMITS.client)).status).toBe(429);
    const { id } = await person(world);
    expect((await tryLogIn(attacker, id)).status).toBe(429);
    expect((await tryLogIn(world, id)).status).toBe(200);
  });
});
