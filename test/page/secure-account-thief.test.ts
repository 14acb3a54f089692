import { beforeEach, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { UNDO_LIFETIME } from '#shared/domain/confirmations/address-undo.ts';
import {
  addressOwner,
  change,
  changeByClient,
  newSession,
  noticesTo,
  OLD,
  secure,
  showPage,
  THIEF,
  tokenIn,
  tokenTo,
} from '../support/address-owner.ts';
import { call } from '../support/api.ts';
import { tryLogIn } from '../support/log-in.ts';
import { resetToken } from '../support/mailing.ts';

const ann = addressOwner();
const member = () => findMember(ann.world.db, ann.world.club.slug, ann.id);
const createOther = (properties: object) =>
  call(ann.world, 'members.create', {
    body: { properties: { first_name: 'Other', last_name: 'Member', ...properties } },
  });

describe('the link to the old address, where a thief goes on (threat T46)', () => {
  beforeEach(() => change(ann, { email: THIEF }));

  it('stays good when the thief changes addresses and password again, and takes both addresses back', async () => {
    const token = tokenTo(ann, OLD);
    await change(ann, { email: 'thief-2@example.org', msisdn: '4799999999' });
    await call(ann.world, 'me.update', { bearer: ann.bearer, body: { password: 'password-of-thief' } });
    const ofThief = tokenTo(ann, THIEF);
    expect((await secure(ann, token)).status).toBe(200);
    expect((await member())?.properties).toMatchObject({ email: 'Ann@Example.com', msisdn: '4740485124' });
    expect((await secure(ann, ofThief)).status).toBe(404);
    expect((await member())?.properties).toMatchObject({ email: 'Ann@Example.com' });
  });

  it('stays good when the thief uses the link of a later change first', async () => {
    const token = tokenTo(ann, OLD);
    await change(ann, { email: 'thief-2@example.org' });
    expect((await secure(ann, tokenTo(ann, THIEF), 'password-of-thief')).status).toBe(200);
    expect((await member())?.properties['email']).toBe('Ann@Example.com');
    expect((await secure(ann, token)).status).toBe(200);
    expect((await tryLogIn(ann.world, OLD, 'my-new-password', 'email')).status).toBe(200);
  });

  it('puts the earliest addresses back, whichever link is used', async () => {
    await change(ann, { msisdn: '4799999999' });
    expect((await secure(ann, tokenIn(ann.world.outbox.texts[0]?.text))).status).toBe(200);
    expect((await member())?.properties).toMatchObject({ email: 'Ann@Example.com', msisdn: '4740485124' });
    expect(await resetToken(ann.world, THIEF)).toBeUndefined();
    expect((await secure(ann, tokenTo(ann, OLD))).status).toBe(200);
  });

  it('removes an address that the thief has added', async () => {
    await ann.restart();
    await changeByClient(ann, { properties: { email: null } });
    await change(ann, { msisdn: '4790000001' });
    await change(ann, { email: THIEF });
    expect((await secure(ann, tokenIn(ann.world.outbox.texts[0]?.text))).status).toBe(200);
    const { properties } = (await member())!;
    expect(properties).toMatchObject({ msisdn: '4740485124' });
    expect(properties).not.toHaveProperty('email');
  });

  it('takes an added address away, though it was not the address that the notice told of', async () => {
    await ann.restart();
    await changeByClient(ann, { properties: { email: null } });
    await change(ann, { email: THIEF });
    await change(ann, { msisdn: '4790000001' });
    expect((await secure(ann, tokenIn(ann.world.outbox.texts[0]?.text))).status).toBe(200);
    expect((await member())?.properties).toMatchObject({ msisdn: '4740485124' });
    expect((await member())?.properties).not.toHaveProperty('email');
  });

  it('does not go to the address of a thief when the member puts its own back itself', async () => {
    const { length } = noticesTo(ann, THIEF);
    await change(ann, { email: OLD });
    expect(noticesTo(ann, THIEF)).toHaveLength(length);
    expect((await secure(ann, tokenTo(ann, OLD))).status).toBe(200);
  });

  it.each([
    ['the member', () => change(ann, { email: OLD })],
    ['the club', () => changeByClient(ann, { properties: { email: OLD }, password: 'own-password' })],
  ])(
    'ends those of the thief when %s puts the addresses back, also when it has expired',
    async (_, putBack) => {
      const own = tokenTo(ann, OLD);
      ann.world.clock.ahead = 60;
      await newSession(ann);
      await change(ann, { email: 'thief-2@example.org' });
      const ofThief = tokenTo(ann, THIEF);
      expect((await showPage(ann, ofThief)).status).toBe(200);
      await putBack();
      expect((await showPage(ann, ofThief)).status).toBe(404);
      ann.world.clock.ahead = UNDO_LIFETIME + 20;
      expect((await showPage(ann, own)).status).toBe(404);
      expect((await secure(ann, ofThief, 'password-of-thief')).status).toBe(404);
      expect((await member())?.properties['email']).toMatch(/^ann@example\.com$/i);
    },
  );

  it('locks the membership where another member has the old address by now', async () => {
    expect((await createOther({ email: OLD })).status).toBe(200);
    const { status, html } = await secure(ann, tokenTo(ann, OLD));
    expect([status, html]).toEqual([200, expect.stringContaining('Your membership is locked')]);
    expect((await member())?.properties['email']).toBe(THIEF);
    expect((await call(ann.world, 'me.get', { bearer: ann.bearer })).status).toBe(460);
    const reset = await resetToken(ann.world, THIEF);
    const body = { token: reset, password: 'password-of-thief' };
    await call(ann.world, 'members.reset-password', { path: { email: THIEF }, body });
    expect((await tryLogIn(ann.world, ann.id, 'password-of-thief')).status).toBe(461);
    expect((await secure(ann, tokenTo(ann, OLD))).status).toBe(404);
  });
});
