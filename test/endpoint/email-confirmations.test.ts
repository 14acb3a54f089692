import { beforeAll, describe, expect, it } from 'vitest';
import { findMember, updateMember } from '#shared/data/members/members.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { readPartition } from '#shared/data/table/read.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { changedMember, type MemberChange } from '#shared/domain/members/member.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import {
  committed,
  deliverAll,
  linkIn,
  mailingWorld,
  memberImage,
  resetToken,
  welcomed,
} from '../support/mailing.ts';
import type { World } from '../support/world.ts';

const EMAIL = 'ann@example.com';

const put =
  (endpoint: 'unsubscribe' | 'verify-email') =>
  (world: World, token: unknown, email = EMAIL) =>
    call(world, `members.${endpoint}`, { path: { email }, body: { token } });
const unsubscribe = put('unsubscribe');
const verify = put('verify-email');

const statusOf = async (world: World, id: number) =>
  (await findMember(world.db, world.club.slug, id))?.statuses.email;

const verificationToken = (world: World): string => linkIn(world, 'verify_email').split('.')[2] ?? '';

const change = async (world: World, id: number, by: Partial<MemberChange>) => {
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

const tokensOf = async ({ db, club }: World, id: number): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const item of readPartition(db, memberKey(club.slug, id).pk, 'TOKEN#')) found.push(item);
  return found;
};

describe('the mailed tokens of a member', () => {
  it('hold its address, so they go when it is removed, and none is made for it after that', async () => {
    const world = await mailingWorld();
    const id = await welcomed(world);
    await resetToken(world);
    await call(world, 'members.send-password-reset-token', { path: { email: EMAIL } });
    expect(await tokensOf(world, id)).toHaveLength(2);
    await call(world, 'members.destroy', { path: { id: String(id) } });
    expect(await tokensOf(world, id)).toEqual([]);
    await deliverAll(world);
    expect(await tokensOf(world, id)).toEqual([]);
  });
});

describe('a confirmation without its parameters', () => {
  it.each([
    ['members.unsubscribe', {}],
    ['members.verify-email', { token: 123 }],
    ['members.reset-password', { password: 'new_password' }],
    ['members.reset-password', { token: 'k4wort03j2' }],
    ['members.reset-password', { token: ['k4wort03j2'], password: [] }],
  ] as const)('is 400 below both prefixes, before anything is looked up: %s %j', async (endpoint, body) => {
    const world = await mailingWorld();
    for (const generation of [0, 1] as const) {
      const path = { email: 'nobody@example.com' };
      const { status, headers } = await call(world, endpoint, { path, body, generation });
      expect([status, headers['x-error-code']]).toEqual([400, 'parameter_missing']);
    }
  });
});

describe('PUT unsubscribe', () => {
  let world: World;
  let id: number;
  let token: string;
  beforeAll(async () => {
    world = await mailingWorld();
    id = await welcomed(world);
    token = linkIn(world, 'unsubscribe');
  });

  it('answers 400, then 404, then 463', async () => {
    for (const missing of [undefined, null, '', ' ', 5, {}]) {
      expect((await unsubscribe(world, missing, 'nobody@example.com')).status).toBe(400);
    }
    expect((await unsubscribe(world, token, 'nobody@example.com')).status).toBe(404);
    for (const bad of ['x', `${token}x`, token.slice(0, -2), 'a.b.c', 'x'.repeat(5000)]) {
      expect(await unsubscribe(world, bad)).toMatchObject({ status: 463, body: { error: 'Invalid token' } });
    }
    expect(await statusOf(world, id)).toBe('enabled');
  });

  it('unsubscribes, as often as one likes, at any time', async () => {
    expect(await unsubscribe(world, token)).toMatchObject({ status: 200, body: {} });
    expect(await statusOf(world, id)).toBe('unsubscribed');
    world.clock.ahead = 10 * 365 * 24 * 60 * 60;
    expect((await unsubscribe(world, token)).status).toBe(200);
    world.clock.ahead = 0;
    expect((await findMember(world.db, world.club.slug, id))?.version).toBe(2);
  });

  it('takes tokens of this club and address only', async () => {
    const tokens = world.runtime.use(unsubscribeTokens);
    const club = world.club.slug;
    for (const other of [
      { club: 'another-club', member: id, email: EMAIL },
      { club, member: id, email: 'older@example.com' },
    ]) {
      expect((await unsubscribe(world, await tokens.issue(other))).status).toBe(463);
    }
  });

  it('takes the token of an earlier holder of the address: its mails end, also where another member has it by now', async () => {
    await change(world, id, { flags: { email_enabled: true } });
    const earlier = { club: world.club.slug, member: id + 1, email: EMAIL };
    const old = await world.runtime.use(unsubscribeTokens).issue(earlier);
    expect((await unsubscribe(world, old)).status).toBe(200);
    expect(await statusOf(world, id)).toBe('unsubscribed');
  });

  it('is not undone by a verification', async () => {
    expect((await verify(world, verificationToken(world))).status).toBe(200);
    expect(await statusOf(world, id)).toBe('unsubscribed');
  });
});

describe('PUT emails/:email/verify', () => {
  it('answers 400, then 404, then 463, and 200 as often as the token is good', async () => {
    const world = await mailingWorld();
    const id = await welcomed(world);
    const token = verificationToken(world);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect((await verify(world, undefined, 'nobody@example.com')).status).toBe(400);
    expect((await verify(world, token, 'nobody@example.com')).status).toBe(404);
    expect((await verify(world, 'x')).status).toBe(463);
    const replies = await Promise.all(Array.from({ length: 50 }, () => verify(world, token)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await statusOf(world, id)).toBe('verified');
    expect((await findMember(world.db, world.club.slug, id))?.version).toBe(2);
    expect(await verify(world, token)).toMatchObject({ status: 200, body: {} });
  });

  it('expires after 30 days', async () => {
    const world = await mailingWorld();
    await welcomed(world);
    const token = verificationToken(world);
    world.clock.ahead = 30 * 24 * 60 * 60 + 60;
    expect((await verify(world, token)).status).toBe(463);
  });

  it('does not take a token of another purpose', async () => {
    const world = await mailingWorld();
    await welcomed(world);
    const token = verificationToken(world);
    const reply = await call(world, 'members.reset-password', {
      path: { email: EMAIL },
      body: { token, password: 'abc' },
    });
    expect(reply.status).toBe(463);
  });

  it.each(['disabled', 'unsubscribed'])('leaves an e-mail that is %s so', async (status) => {
    const world = await mailingWorld();
    const id = await welcomed(world);
    if (status === 'disabled') await change(world, id, { flags: { email_enabled: false } });
    else await unsubscribe(world, linkIn(world, 'unsubscribe'));
    expect((await verify(world, verificationToken(world))).status).toBe(200);
    expect(await statusOf(world, id)).toBe(status);
  });
});

describe('the last part of a mailed link', () => {
  it('is taken where the API wants the token, for its own member and club', async () => {
    const world = await mailingWorld();
    const id = await welcomed(world);
    const [verification, unsubscription] = [linkIn(world, 'verify_email'), linkIn(world, 'unsubscribe')];
    const club = world.club.slug;
    const reset = `${club}.${id}.${await resetToken(world)}`;
    expect(verification.split('.').slice(0, 2)).toEqual([club, String(id)]);
    const [, , token = ''] = verification.split('.');
    for (const other of [`other.${id}.${token}`, `${club}.${id + 1}.${token}`, `${id}.${token}`])
      expect((await verify(world, other)).status).toBe(463);
    expect((await verify(world, verification)).status).toBe(200);
    expect(unsubscription).toMatch(new RegExp(`^${club}\\.`));
    expect((await unsubscribe(world, unsubscription)).status).toBe(200);
    const path = { email: EMAIL, type: 'password_reset', token: reset };
    expect((await call(world, 'members.verify-token', { path })).body).toEqual({ valid: true });
    const body = { token: reset, password: 'new-password' };
    expect((await call(world, 'members.reset-password', { path: { email: EMAIL }, body })).status).toBe(200);
  });
});

describe('a changed address', () => {
  const moved = async (overrides: object, by: object) => {
    const world = await mailingWorld(overrides);
    const id = await welcomed(world);
    const before = await memberImage(world, id);
    const older = verificationToken(world);
    world.outbox.mails.splice(0);
    await change(world, id, by);
    await committed(world, id, before);
    await deliverAll(world);
    return { world, id, older };
  };
  const AWAY = { properties: { email: 'new@example.com' } };

  it('is verified anew; the older token is void', async () => {
    const { world, id, older } = await moved({}, AWAY);
    expect(world.outbox.mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['new@example.com', 'Confirm your e-mail address for Test Mall'],
    ]);
    expect((await verify(world, older, 'new@example.com')).status).toBe(463);
    expect((await verify(world, verificationToken(world), 'new@example.com')).status).toBe(200);
    expect(await statusOf(world, id)).toBe('verified');
  });

  it('is written to in the club’s own words where it has some', async () => {
    const verification_email = {
      default: { subject: { en: 'Yours?', no: 'Din?' }, body: { en: '{{ verification_url }}', no: '' } },
    };
    const { world } = await moved({ messages: { verification_email } }, AWAY);
    expect(world.outbox.mails[0]?.subject).toBe('Yours?');
    expect(world.outbox.mails[0]?.html).toMatch(/^https:\/\/members\.test\/verify_email\//);
  });

  it.each([
    ['that is the same to mail servers', {}, { properties: { email: 'ANN@example.com' } }],
    ['that is a number', {}, { properties: { msisdn: '4790000003' } }],
    ['of a club that never verifies', { messages: {} }, AWAY],
    ['of a member who gets no mail', {}, { ...AWAY, flags: { email_enabled: false } }],
  ])('%s is not', async (_, overrides, by) => {
    expect((await moved(overrides, by)).world.outbox.mails).toEqual([]);
  });
});
