import { beforeEach, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { UNDO_LIFETIME } from '#shared/domain/confirmations/address-undo.ts';
import { call } from '../support/api.ts';
import { logIn, tryLogIn } from '../support/log-in.ts';
import {
  changedByMember,
  committed,
  deliverAll,
  mailingWorld,
  memberImage,
  resetToken,
  SENDING_CLUB,
  welcomed,
} from '../support/mailing.ts';
import { visit } from '../support/pages.ts';
import type { World } from '../support/world.ts';

const OLD = 'ann@example.com';
const THIEF = 'thief@example.org';

let world: World;
let id: number;
let bearer: string;

const start = async (overrides = {}) => {
  world = await mailingWorld(overrides);
  id = await welcomed(world, { password: 'old-password' });
  bearer = (await logIn(world, id, 'old-password')).access_token;
  world.outbox.mails.splice(0);
  world.outbox.texts.splice(0);
};
beforeEach(() => start());

const change = (properties: object) => changedByMember(world, id, bearer, properties);
const member = () => findMember(world.db, world.club.slug, id);
const noticesTo = (to: string) =>
  world.outbox.mails.filter((mail) => mail.to.toLowerCase() === to && /secure_account/.test(mail.html));
const tokenOf = (text: string | undefined): string =>
  /\/secure_account\/([A-Za-z0-9._-]+)/.exec(text ?? '')?.[1] ?? '';
const tokenTo = (to: string): string => tokenOf(noticesTo(to).at(-1)?.html);
const secure = (token: string, password = 'my-new-password') =>
  visit(world, 'secure-account', 'POST', token, { form: `password=${password}` });
const createOther = (properties: object) =>
  call(world, 'members.create', {
    body: { properties: { first_name: 'Other', last_name: 'Member', ...properties } },
  });

describe('a member who changes the own addresses', () => {
  it('is told at the old e-mail address, without links for others', async () => {
    expect((await change({ email: 'new@example.com' })).status).toBe(200);
    const [notice, ...more] = noticesTo(OLD);
    expect(more).toEqual([]);
    expect(world.outbox.texts).toEqual([]);
    expect(notice?.subject).toBe('Your membership in Test Mall has a new e-mail address');
    expect(notice?.text).toContain('https://members.test/secure_account/');
    expect(notice?.headers).toEqual({});
    expect(JSON.stringify(notice)).not.toMatch(/unsubscribe|new@example\.com/i);
  });

  it('is told at the old number by SMS', async () => {
    await change({ msisdn: '4790000001' });
    expect(world.outbox.mails).toEqual([]);
    expect(world.outbox.texts).toEqual([
      expect.objectContaining({
        to: '4740485124',
        text: expect.stringMatching(
          /^Your membership in Test Mall has a new mobile number\. Not you\? https:/,
        ),
      }),
    ]);
  });

  it('is told of a number by mail where the club sends no SMS, and once where both change', async () => {
    const { email } = SENDING_CLUB.channels;
    await start({ channels: { email } });
    await change({ msisdn: '4790000001' });
    expect(noticesTo(OLD).map(({ subject }) => subject)).toEqual([
      'Your membership in Test Mall has a new mobile number',
    ]);
    await change({ msisdn: '4790000002', email: 'new@example.com' });
    expect(noticesTo(OLD).map(({ subject }) => subject)[1]).toBe(
      'Your membership in Test Mall has a new e-mail address and mobile number',
    );
    expect(noticesTo(OLD)).toHaveLength(2);
  });

  it('is told of a first number or e-mail address at the address of before (threat T46)', async () => {
    const without = (properties: object) =>
      call(world, 'members.update', { path: { id: String(id) }, body: { properties } });
    await without({ msisdn: null });
    await change({ msisdn: '4790000001' });
    expect(noticesTo(OLD).map(({ subject }) => subject)).toEqual([
      'Your membership in Test Mall has a new mobile number',
    ]);
    expect(world.outbox.texts).toEqual([]);
    await without({ email: null });
    await change({ email: THIEF });
    expect(world.outbox.texts.map(({ to }) => to)).toEqual(['4790000001']);
    expect(noticesTo(THIEF)).toEqual([]);
  });

  it('is told in spite of an opt-out, in the language of before', async () => {
    await start();
    await change({ email: 'new@example.com', language: 'no' });
    expect(noticesTo(OLD)[0]?.subject).toMatch(/^Your membership/);
    await call(world, 'members.update', {
      path: { id: String(id) },
      body: { email_enabled: false, properties: { language: 'no' } },
    });
    await change({ email: 'third@example.com' });
    expect(noticesTo('new@example.com')[0]?.subject).toBe(
      'Medlemskapet ditt i Test Mall har fått ny e-postadresse',
    );
  });

  it.each([
    ['another name', {}, { first_name: 'Anna' }],
    ['the same address in other letters', {}, { email: 'ANN@example.com' }],
  ])('is told nothing about %s', async (_, before, properties) => {
    await call(world, 'members.update', { path: { id: String(id) }, body: { properties: before } });
    expect((await change(properties)).status).toBe(200);
    expect([...world.outbox.mails, ...world.outbox.texts]).toEqual([]);
  });

  it('is told nothing of what a client, a bulk or an import changes', async () => {
    const before = await memberImage(world, id);
    const body = { properties: { email: 'new@example.com', msisdn: '4790000001' } };
    await call(world, 'members.update', { path: { id: String(id) }, body });
    expect(await committed(world, id, before)).toBe(1);
    await deliverAll(world);
    expect(world.outbox.mails.map(({ to }) => to)).toEqual(['new@example.com']);
    expect(world.outbox.texts).toEqual([]);
  });

  it('has a limit of five messages a week and channel', async () => {
    for (let n = 0; n < 7; n += 1) await change({ msisdn: `479000000${n}` });
    await change({ email: 'new@example.com' });
    expect(world.outbox.texts).toHaveLength(5);
    expect(noticesTo(OLD)).toHaveLength(1);
  });
});

describe('the link to the old address (threat T46)', () => {
  beforeEach(() => change({ email: THIEF }));

  it('shows a form without an address, and changes nothing before it is posted', async () => {
    const before = await memberImage(world, id);
    for (let n = 0; n < 2; n += 1) {
      const { status, html } = await visit(world, 'secure-account', 'GET', tokenTo(OLD));
      expect(status).toBe(200);
      expect(html).toMatch(/<form method="post">[\s\S]*type="password"/);
      expect(html).not.toMatch(/@e|example/);
    }
    expect(await memberImage(world, id)).toEqual(before);
  });

  it('ends all sessions, sets the password and puts the address back, in one write', async () => {
    const body = { token: 'token-of-thief', platform: 'android', app_installation_id: 'x' };
    expect((await call(world, 'me.app-tokens', { bearer, body })).status).toBe(200);
    const { status, html } = await secure(tokenTo(OLD));
    expect([status, html]).toEqual([200, expect.stringContaining('Your membership is yours again')]);
    expect((await member())?.devices).toEqual([]);
    expect((await member())?.properties['email']).toBe('Ann@Example.com');
    expect((await call(world, 'me.get', { bearer })).status).toBe(460);
    expect((await tryLogIn(world, id, 'old-password')).status).toBe(461);
    expect((await tryLogIn(world, OLD, 'my-new-password', 'email')).status).toBe(200);
    expect(await resetToken(world, THIEF)).toBeUndefined();
    expect(await resetToken(world, OLD)).toBeDefined();
  });

  it('works once', async () => {
    const token = tokenTo(OLD);
    expect((await secure(token)).status).toBe(200);
    const version = (await member())?.version;
    expect((await secure(token, 'another-password')).status).toBe(404);
    expect((await visit(world, 'secure-account', 'GET', token)).status).toBe(404);
    expect((await member())?.version).toBe(version);
  });

  it('works once of ten posts at the same moment', async () => {
    const token = tokenTo(OLD);
    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => secure(token, `password-${n}`)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('stays good when the thief changes addresses and password again, and takes both addresses back', async () => {
    const token = tokenTo(OLD);
    await change({ email: 'thief-2@example.org', msisdn: '4799999999' });
    await call(world, 'me.update', { bearer, body: { password: 'password-of-thief' } });
    const ofThief = tokenTo(THIEF);
    expect((await secure(token)).status).toBe(200);
    expect((await member())?.properties).toMatchObject({ email: 'Ann@Example.com', msisdn: '4740485124' });
    expect((await secure(ofThief)).status).toBe(404);
    expect((await member())?.properties).toMatchObject({ email: 'Ann@Example.com' });
  });

  it('stays good when the thief uses the link of a later change first', async () => {
    const token = tokenTo(OLD);
    await change({ email: 'thief-2@example.org' });
    expect((await secure(tokenTo(THIEF), 'password-of-thief')).status).toBe(200);
    expect((await member())?.properties['email']).toBe('Ann@Example.com');
    expect((await secure(token)).status).toBe(200);
    expect((await tryLogIn(world, OLD, 'my-new-password', 'email')).status).toBe(200);
  });

  it('puts the earliest addresses back, whichever link is used', async () => {
    await change({ msisdn: '4799999999' });
    expect((await secure(tokenOf(world.outbox.texts[0]?.text))).status).toBe(200);
    expect((await member())?.properties).toMatchObject({ email: 'Ann@Example.com', msisdn: '4740485124' });
    expect(await resetToken(world, THIEF)).toBeUndefined();
    expect((await secure(tokenTo(OLD))).status).toBe(200);
  });

  it('removes an address that the thief has added', async () => {
    await start();
    await call(world, 'members.update', { path: { id: String(id) }, body: { properties: { email: null } } });
    await change({ msisdn: '4790000001' });
    await change({ email: THIEF });
    expect((await secure(tokenOf(world.outbox.texts[0]?.text))).status).toBe(200);
    const { properties } = (await member())!;
    expect(properties).toMatchObject({ msisdn: '4740485124' });
    expect(properties).not.toHaveProperty('email');
  });

  it('takes an added address away, though it was not the address that the notice told of', async () => {
    await start();
    await call(world, 'members.update', { path: { id: String(id) }, body: { properties: { email: null } } });
    await change({ email: THIEF });
    await change({ msisdn: '4790000001' });
    expect((await secure(tokenOf(world.outbox.texts[0]?.text))).status).toBe(200);
    expect((await member())?.properties).toMatchObject({ msisdn: '4740485124' });
    expect((await member())?.properties).not.toHaveProperty('email');
  });

  it('does not go to the address of a thief when the member puts its own back itself', async () => {
    const { length } = noticesTo(THIEF);
    await change({ email: OLD });
    expect(noticesTo(THIEF)).toHaveLength(length);
    expect((await secure(tokenTo(OLD))).status).toBe(200);
  });

  it.each([
    ['the member', () => change({ email: OLD })],
    [
      'the club',
      () =>
        call(world, 'members.update', {
          path: { id: String(id) },
          body: { properties: { email: OLD }, password: 'own-password' },
        }),
    ],
  ])(
    'ends those of the thief when %s puts the addresses back, also when it has expired',
    async (_, putBack) => {
      const own = tokenTo(OLD);
      world.clock.ahead = 60;
      bearer = (await logIn(world, id, 'old-password')).access_token;
      await change({ email: 'thief-2@example.org' });
      const ofThief = tokenTo(THIEF);
      expect((await visit(world, 'secure-account', 'GET', ofThief)).status).toBe(200);
      await putBack();
      expect((await visit(world, 'secure-account', 'GET', ofThief)).status).toBe(404);
      world.clock.ahead = UNDO_LIFETIME + 20;
      expect((await visit(world, 'secure-account', 'GET', own)).status).toBe(404);
      expect((await secure(ofThief, 'password-of-thief')).status).toBe(404);
      expect((await member())?.properties['email']).toMatch(/^ann@example\.com$/i);
    },
  );

  it('locks the membership where another member has the old address by now', async () => {
    expect((await createOther({ email: OLD })).status).toBe(200);
    const { status, html } = await secure(tokenTo(OLD));
    expect([status, html]).toEqual([200, expect.stringContaining('Your membership is locked')]);
    expect((await member())?.properties['email']).toBe(THIEF);
    expect((await call(world, 'me.get', { bearer })).status).toBe(460);
    const reset = await resetToken(world, THIEF);
    const body = { token: reset, password: 'password-of-thief' };
    await call(world, 'members.reset-password', { path: { email: THIEF }, body });
    expect((await tryLogIn(world, id, 'password-of-thief')).status).toBe(461);
    expect((await secure(tokenTo(OLD))).status).toBe(404);
  });

  it('asks for a better password without being used up', async () => {
    const token = tokenTo(OLD);
    const { status, html } = await secure(token, 'no');
    expect([status, html]).toEqual([422, expect.stringContaining('This password is too short.')]);
    expect((await secure(token)).status).toBe(200);
  });

  it('does nothing when the member was removed, and leaves none of its addresses', async () => {
    const token = tokenTo(OLD);
    await call(world, 'members.destroy', { path: { id: String(id) } });
    expect((await secure(token)).status).toBe(404);
    expect((await visit(world, 'secure-account', 'GET', token)).status).toBe(404);
  });

  it('is no link of another page or member, nor is theirs one of this page', async () => {
    const [slug, , token = ''] = tokenTo(OLD).split('.');
    const other = await createOther({ email: 'other@example.com' });
    expect((await secure(`${slug}.${other.body.id}.${token}`)).status).toBe(404);
    expect((await visit(world, 'reset-password', 'GET', `${slug}.${id}.${token}`)).status).toBe(404);
    const reset = await resetToken(world, THIEF);
    expect((await secure(`${slug}.${id}.${reset}`)).status).toBe(404);
    const path = { email: THIEF, type: 'password_reset', token };
    expect((await call(world, 'members.verify-token', { path })).body).toEqual({ valid: false });
  });

  it('expires after seven days', async () => {
    const token = tokenTo(OLD);
    world.clock.ahead = UNDO_LIFETIME - 60;
    expect((await visit(world, 'secure-account', 'GET', token)).status).toBe(200);
    world.clock.ahead = UNDO_LIFETIME + 60;
    expect((await visit(world, 'secure-account', 'GET', token)).status).toBe(404);
  });
});

it('a message about a member who was removed meanwhile is not sent', async () => {
  const before = await memberImage(world, id);
  await call(world, 'me.update', { bearer, body: { properties: { email: THIEF } } });
  await committed(world, id, before);
  await call(world, 'members.destroy', { path: { id: String(id) } });
  await deliverAll(world);
  expect(noticesTo(OLD)).toEqual([]);
});

it('a message that comes late about a change that was undone is not sent (threat T46)', async () => {
  await change({ email: THIEF });
  const before = await memberImage(world, id);
  await call(world, 'me.update', { bearer, body: { properties: { email: 'thief-2@example.org' } } });
  await committed(world, id, before);
  const late = world.deliveries.sent.splice(0);
  expect((await secure(tokenTo(OLD))).status).toBe(200);
  world.deliveries.sent.push(...late);
  await deliverAll(world);
  expect(noticesTo(THIEF)).toEqual([]);
});

it('only the link of the last attempt is good', async () => {
  const refused: SendOutcome = { state: 'deferred', reason: 'Throttling' };
  const answers = [refused, refused];
  world.outbox.answer = () => answers.shift() ?? { state: 'sent', providerId: 'sent' };
  await change({ email: THIEF });
  const [first, second] = noticesTo(OLD).map(({ html }) => tokenOf(html));
  expect((await secure(first ?? '')).status).toBe(404);
  expect((await secure(second ?? '')).status).toBe(200);
});
