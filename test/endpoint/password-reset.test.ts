import { describe, expect, it } from 'vitest';
import { findToken } from '#shared/data/confirmations/tokens.ts';
import { findDeviceOwner } from '#shared/data/members/devices.ts';
import { findMember } from '#shared/data/members/members.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import type { MemberChange } from '#shared/domain/members/member.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import { beforeTransactions } from '../support/concurrent-writes.ts';
import { logIn } from '../support/log-in.ts';
import { createAnn, deliverAll, mailingWorld, resetToken } from '../support/mailing.ts';
import { meteredDb } from '../support/meter.ts';
import { stopClock, type World, worldOf } from '../support/world.ts';

stopClock();

const EMAIL = 'ann@example.com';
const HOUR = 60 * 60;

const reset = (world: World, body: unknown, email = EMAIL) =>
  call(world, 'members.reset-password', { path: { email }, body });
const isValid = async (world: World, token: string | undefined, email = EMAIL) =>
  (
    await call(world, 'members.verify-token', {
      path: { email, type: 'password_reset', token: token ?? 'none' },
    })
  ).body;
const ask = (world: World, email: string) =>
  call(world, 'members.send-password-reset-token', { path: { email } });

const withAnn = async (overrides = {}) => {
  const world = await mailingWorld(overrides);
  const id = await createAnn(world, { password: 'old-password' });
  return { world, id };
};

describe('a mailed reset token', () => {
  it('changes the password once, ends all sessions, and is good for nothing after that', async () => {
    const { world, id } = await withAnn();
    const token = await resetToken(world);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(await isValid(world, token)).toEqual({ valid: true });
    expect(await isValid(world, token)).toEqual({ valid: true });
    expect(await reset(world, { token, password: 'new-password' })).toMatchObject({ status: 200, body: {} });
    const member = await findMember(world.db, world.club.slug, id);
    expect(await world.runtime.use(passwords).matches('new-password', member?.password ?? '')).toBe(true);
    expect(member).toMatchObject({ session_epoch: 1, version: 2 });
    expect(member && (await findToken(world.db, member, 'password_reset'))).toBeUndefined();
    expect(await isValid(world, token)).toEqual({ valid: false });
    expect(await reset(world, { token, password: 'another' })).toMatchObject({
      status: 463,
      body: { error: 'Invalid token' },
    });
  });

  it('removes the devices that sessions have registered, and no others (threat T32)', async () => {
    const { world, id } = await withAnn();
    const { access_token: bearer } = await logIn(world, id, 'old-password');
    const body = { token: 'of-session', platform: 'android', app_installation_id: 'phone' };
    expect((await call(world, 'me.app-tokens', { bearer, body })).status).toBe(200);
    const ofClient = { app_token: 'of-client', app_platform: 'android' };
    await call(world, 'members.update-app-token', { path: { id: String(id) }, body: ofClient });
    const token = await resetToken(world);
    expect((await reset(world, { token, password: 'new-password' })).status).toBe(200);
    const member = await findMember(world.db, world.club.slug, id);
    expect(member?.devices.map((device) => device.token)).toEqual(['of-client']);
    expect(await findDeviceOwner(world.db, world.club.slug, 'of-session')).toBeUndefined();
    expect(await findDeviceOwner(world.db, world.club.slug, 'of-client')).toBe(id);
  });

  it('works exactly once for 50 requests at the same time', async () => {
    const { world, id } = await withAnn();
    const token = await resetToken(world);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) => reset(world, { token, password: `password-${n}` })),
    );
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 463)).toHaveLength(49);
    const member = await findMember(world.db, world.club.slug, id);
    const winner = `password-${statuses.indexOf(200)}`;
    expect(await world.runtime.use(passwords).matches(winner, member?.password ?? '')).toBe(true);
    expect(member?.session_epoch).toBe(1);
  });

  it('is void as soon as a newer one is mailed', async () => {
    const { world } = await withAnn();
    const older = await resetToken(world);
    world.clock.ahead = 61;
    const newer = await resetToken(world);
    expect(newer).not.toBe(older);
    expect([await isValid(world, older), await isValid(world, newer)]).toEqual([
      { valid: false },
      { valid: true },
    ]);
    expect((await reset(world, { token: older, password: 'abc' })).status).toBe(463);
  });

  it('is void when a newer one is mailed while it is being used, and leaves that one good', async () => {
    const { world, id } = await withAnn();
    const older = await resetToken(world);
    world.clock.ahead = 61;
    let newer: string | undefined;
    const slow = beforeTransactions(world.db, async () => {
      newer ??= await resetToken(world);
    });
    const reply = await reset(worldOf(slow, world.club, world.client), { token: older, password: 'abc' });
    expect(reply.status).toBe(463);
    expect(await isValid(world, newer)).toEqual({ valid: true });
    expect((await findMember(world.db, world.club.slug, id))?.session_epoch).toBe(0);
  });

  it('expires after 24 hours, while the table still has it', async () => {
    const { world } = await withAnn();
    const token = await resetToken(world);
    world.clock.ahead = 24 * HOUR - 60;
    expect(await isValid(world, token)).toEqual({ valid: true });
    world.clock.ahead = 24 * HOUR + 60;
    expect(await isValid(world, token)).toEqual({ valid: false });
    expect((await reset(world, { token, password: 'abc' })).status).toBe(463);
  });

  it('is void after the password or the address has changed otherwise', async () => {
    const { world, id } = await withAnn();
    const { changedMember } = await import('#shared/domain/members/member.ts');
    const { updateMember } = await import('#shared/data/members/members.ts');
    const change = async (by: Partial<MemberChange>) => {
      const before = (await findMember(world.db, world.club.slug, id))!;
      const after = changedMember(
        before,
        {
          flags: {},
          changed: changeOrigin('operator'),
          ...by,
          properties: { ...before.properties, ...by.properties },
        },
        new Date().toISOString(),
      );
      expect(await updateMember(world.db, before, after)).toEqual({ outcome: 'written' });
    };
    const first = await resetToken(world);
    await change({ password: 'stored-form' });
    expect(await isValid(world, first)).toEqual({ valid: false });
    world.clock.ahead = 61;
    const second = await resetToken(world);
    await change({ properties: { email: 'new@example.com' } });
    expect(await isValid(world, second, 'new@example.com')).toEqual({ valid: false });
  });

  it('of another member or another club is no token', async () => {
    const { world } = await withAnn();
    await createAnn(world, { properties: { email: 'bob@example.com', msisdn: '4790000002' } });
    const token = await resetToken(world);
    expect((await reset(world, { token, password: 'abc' }, 'bob@example.com')).status).toBe(463);
    const { world: elsewhere } = await withAnn();
    expect((await reset(elsewhere, { token, password: 'abc' })).status).toBe(463);
  });
});

describe('PUT reset_password', () => {
  it('answers 400, then 404, then 463, then 422, and a 422 uses nothing up', async () => {
    const { world } = await withAnn({ password_min_length: 8 });
    const token = await resetToken(world);
    const nobody = 'nobody@example.com';
    expect((await reset(world, { token: 'x' }, nobody)).status).toBe(400);
    expect((await reset(world, { password: 'x' }, nobody)).status).toBe(400);
    expect((await reset(world, { token: 'x', password: 'x' }, nobody)).status).toBe(404);
    expect((await reset(world, { token: 'x', password: 'x' }, 'no address')).status).toBe(404);
    expect((await reset(world, { token: 'x', password: 'x' })).status).toBe(463);
    expect(await reset(world, { token, password: 'short' })).toMatchObject({
      status: 422,
      body: { password: [{ error: 'minimum_string_length', property: 'password', minimum: 8 }] },
    });
    expect(await isValid(world, token)).toEqual({ valid: true });
    expect((await reset(world, { token, password: 'long enough' })).status).toBe(200);
  });

  it.each([
    [{ token: 7, password: 'abc' }, 400],
    [{ token: ['a'], password: 'abc' }, 400],
    [{ token: '  ', password: 'abc' }, 400],
    [{ token: null, password: 'abc' }, 400],
    [{ token: 'x', password: null }, 400],
    [{ token: 'x', password: '' }, 400],
    [{ token: 'x', password: ' \u3000' }, 400],
    [{ token: 'x'.repeat(100_000), password: 'abc' }, 463],
    [[], 422],
    ['text', 422],
  ])('answers %j with %i', async (body, status) => {
    const { world } = await withAnn();
    expect((await reset(world, body)).status).toBe(status);
  });

  it.each([7, {}, [], true])('answers 422 to the password %j', async (password) => {
    const { world } = await withAnn();
    const token = await resetToken(world);
    expect((await reset(world, { token, password })).status).toBe(422);
    expect(await isValid(world, token)).toEqual({ valid: true });
  });
});

describe('verify_token', () => {
  it('knows one type, and tells nothing of unknown addresses', async () => {
    const { world } = await withAnn();
    const token = await resetToken(world);
    const type = async (name: string) =>
      (await call(world, 'members.verify-token', { path: { email: EMAIL, type: name, token: token ?? '' } }))
        .status;
    expect([
      await type('email_verification'),
      await type('constructor'),
      await type('password_reset'),
    ]).toEqual([400, 400, 200]);
    const path = { email: 'no address', type: 'sms_otp', token: 'x' };
    const { headers } = await call(world, 'members.verify-token', { path });
    expect(headers['x-error-code']).toBe('token_type_unknown');
    expect(await isValid(world, token, 'nobody@example.com')).toEqual({ valid: false });
    expect(await isValid(world, token, 'no address')).toEqual({ valid: false });
  });
});

describe('asking for a reset', () => {
  it('costs and answers the same whether a member has the address or not', async () => {
    const { world } = await withAnn();
    const db = await meteredDb();
    const seen = [];
    for (const email of [
      EMAIL,
      'nobody@example.com',
      'no address at all',
      `${'x'.repeat(400)}@example.com`,
    ]) {
      const other = worldOf(db, world.club, world.client);
      await ask(other, EMAIL);
      other.deliveries.sent.splice(0);
      db.reset();
      const { status, body } = await ask(other, email);
      const { calls, byOperation } = db.read();
      seen.push({ status, body, calls, byOperation, sent: other.deliveries.sent.length });
    }
    expect(seen[0]).toEqual({ status: 200, body: {}, calls: 1, byOperation: { UpdateCommand: 1 }, sent: 1 });
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('sends to the stored address only, and nothing to an unknown one', async () => {
    const { world } = await withAnn();
    expect(await resetToken(world, 'ANN@EXAMPLE.COM')).toBeDefined();
    expect(world.outbox.mails.map(({ to }) => to)).toEqual(['Ann@example.com']);
    for (const email of ['nobody@example.com', 'ann', 'ann@exampl\u0435.com']) {
      expect(await resetToken(world, email)).toBeUndefined();
    }
    expect(world.outbox.mails[0]?.headers).toEqual({});
  });

  it('does not mistake a letter that merely lower-cases to another (GitHub 2016)', async () => {
    const world = await mailingWorld();
    await createAnn(world, { properties: { email: 'mike@example.com' } });
    expect(await resetToken(world, 'm\u0131ke@example.com')).toBeUndefined();
    expect(world.outbox.mails).toEqual([]);
  });

  it('reaches a member who has unsubscribed: it is what was asked for', async () => {
    const world = await mailingWorld();
    await createAnn(world, { email_enabled: false });
    expect(await resetToken(world)).toBeDefined();
  });

  it('mails once a minute and five times an hour, and keeps its answer', async () => {
    const { world } = await withAnn();
    const at = async (seconds: number) => {
      world.clock.ahead = seconds;
      const reply = await ask(world, EMAIL);
      await deliverAll(world);
      return [reply.status, world.outbox.mails.length];
    };
    expect(await at(0)).toEqual([200, 1]);
    expect(await at(30)).toEqual([200, 1]);
    for (const [n, mails] of [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 5],
      [30, 5],
    ] as const) {
      expect(await at(n * 90)).toEqual([200, mails]);
    }
    expect(await at(HOUR + 30)).toEqual([200, 6]);
  });

  it('tells a client that asks too much, whomever it asks for', async () => {
    const { world } = await withAnn();
    const replies = [];
    for (let n = 0; n < 6; n += 1) {
      replies.push(
        ...(await Promise.all(Array.from({ length: 25 }, () => ask(world, 'nobody@example.com')))),
      );
    }
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(120);
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(30);
    const { headers } = refused[0] as (typeof refused)[number];
    const { 'retry-after': seconds } = headers;
    expect(headers['x-error-code']).toBe('too_many_requests');
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(Number(seconds)).toBeLessThanOrEqual(60);
    expect(headers['ratelimit']).toBe(`"password-reset";r=0;t=${seconds}`);
    expect(refused[0]?.body.error).toContain('120 password reset requests');
  });

  it('says how many more a client may ask for in this window, known address or not', async () => {
    const { world } = await withAnn();
    const replies = [
      await ask(world, EMAIL),
      await ask(world, 'nobody@example.com'),
      await ask(world, EMAIL),
    ];
    expect(replies.map(({ headers }) => headers['ratelimit-policy'])).toEqual(
      Array.from({ length: 3 }, () => '"password-reset";q=120;w=60'),
    );
    const left = replies.map(({ headers }) =>
      /^"password-reset";r=(\d+);t=(\d+)$/.exec(headers['ratelimit'] ?? ''),
    );
    expect(left.map((found) => Number(found?.[1]))).toEqual([119, 118, 117]);
    for (const found of left) expect(Number(found?.[2])).toBeLessThanOrEqual(60);
  });

  it('keeps the address out of the queue’s sight', async () => {
    const { world } = await withAnn();
    await ask(world, EMAIL);
    expect(world.deliveries.sent[0]?.body).not.toContain('ann');
  });
});
