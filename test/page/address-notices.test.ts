import { describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { UNDO_LIFETIME } from '#shared/domain/confirmations/address-undo.ts';
import {
  addressOwner,
  change,
  changeByClient,
  newSession,
  noticesTo,
  OLD,
  secure,
  THIEF,
  tokenIn,
  tokenTo,
} from '../support/address-owner.ts';
import { call } from '../support/api.ts';
import { schedule } from '../support/bulk.ts';
import { drain } from '../support/deliver.ts';
import { ANN, committed, deliverAll, memberImage, SENDING_CLUB } from '../support/mailing.ts';

const ann = addressOwner();

const NEW = { email: 'new@example.com', first_name: 'Anna' };
/** Found by its number. */
const ROW = { properties: { ...ANN, ...NEW } };

describe('a member who changes the own addresses', () => {
  it('is told at the old e-mail address, without links for others', async () => {
    expect((await change(ann, { email: 'new@example.com' })).status).toBe(200);
    const [notice, ...more] = noticesTo(ann, OLD);
    expect(more).toEqual([]);
    expect(ann.world.outbox.texts).toEqual([]);
    expect(notice?.subject).toBe('Your membership in Test Mall has a new e-mail address');
    expect(notice?.text).toContain('https://members.test/secure_account/');
    expect(notice?.headers).toEqual({});
    expect(JSON.stringify(notice)).not.toMatch(/unsubscribe|new@example\.com/i);
  });

  it('is told at the old number by SMS', async () => {
    await change(ann, { msisdn: '4790000001' });
    expect(ann.world.outbox.mails).toEqual([]);
    expect(ann.world.outbox.texts).toEqual([
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
    await ann.restart({ channels: { email } });
    await change(ann, { msisdn: '4790000001' });
    expect(noticesTo(ann, OLD).map(({ subject }) => subject)).toEqual([
      'Your membership in Test Mall has a new mobile number',
    ]);
    await change(ann, { msisdn: '4790000002', email: 'new@example.com' });
    expect(noticesTo(ann, OLD).map(({ subject }) => subject)[1]).toBe(
      'Your membership in Test Mall has a new e-mail address and mobile number',
    );
    expect(noticesTo(ann, OLD)).toHaveLength(2);
  });

  it('is told of a first number or e-mail address at the address of before (threat T46)', async () => {
    const without = (properties: object) => changeByClient(ann, { properties });
    await without({ msisdn: null });
    await change(ann, { msisdn: '4790000001' });
    expect(noticesTo(ann, OLD).map(({ subject }) => subject)).toEqual([
      'Your membership in Test Mall has a new mobile number',
    ]);
    expect(ann.world.outbox.texts).toEqual([]);
    await without({ email: null });
    await change(ann, { email: THIEF });
    expect(ann.world.outbox.texts.map(({ to }) => to)).toEqual(['4790000001']);
    expect(noticesTo(ann, THIEF)).toEqual([]);
  });

  it('is told in spite of an opt-out, in the language of before', async () => {
    await change(ann, { email: 'new@example.com', language: 'no' });
    expect(noticesTo(ann, OLD)[0]?.subject).toMatch(/^Your membership/);
    await changeByClient(ann, { email_enabled: false, properties: { language: 'no' } });
    await change(ann, { email: 'third@example.com' });
    expect(noticesTo(ann, 'new@example.com')[0]?.subject).toBe(
      'Medlemskapet ditt i Test Mall har fått ny e-postadresse',
    );
  });

  it('is told in the default language of the club where it had none', async () => {
    await changeByClient(ann, { properties: { language: null } });
    await change(ann, { email: 'new@example.com', language: 'en' });
    expect(noticesTo(ann, OLD)[0]?.subject).toMatch(/^Medlemskapet/);
  });

  it.each([
    ['another name', { first_name: 'Anna' }],
    ['the same address in other letters', { email: 'ANN@example.com' }],
  ])('is told nothing about %s', async (_, properties) => {
    expect((await change(ann, properties)).status).toBe(200);
    expect([...ann.world.outbox.mails, ...ann.world.outbox.texts]).toEqual([]);
  });

  it.each([
    ['a client', async () => changeByClient(ann, { properties: NEW })],
    ['a bulk', async () => schedule(ann.world, { members: [ROW] })],
    ['an import', async () => call(ann.world, 'member-imports.create', { body: { members: [ROW] } })],
  ])('is told nothing of what %s changes', async (_, changeBy) => {
    const before = await memberImage(ann.world, ann.id);
    expect((await changeBy()).status).toBe(200);
    await drain(ann.world, ann.world.queue.sent.splice(0));
    expect((await findMember(ann.world.db, ann.world.club.slug, ann.id))?.properties).toMatchObject(NEW);
    await committed(ann.world, ann.id, before);
    await deliverAll(ann.world);
    expect(noticesTo(ann, OLD)).toEqual([]);
    expect(ann.world.outbox.texts).toEqual([]);
  });

  it('has a limit of five messages a week and channel', async () => {
    for (let n = 0; n < 7; n += 1) await change(ann, { msisdn: `479000000${n}` });
    await change(ann, { email: 'new@example.com' });
    expect(ann.world.outbox.texts).toHaveLength(5);
    expect(noticesTo(ann, OLD)).toHaveLength(1);
    ann.world.clock.ahead = UNDO_LIFETIME + 60;
    await newSession(ann);
    await change(ann, { msisdn: '4790000008' });
    expect(ann.world.outbox.texts).toHaveLength(6);
  });
});

it('a message about a member who was removed meanwhile is not sent', async () => {
  const before = await memberImage(ann.world, ann.id);
  await call(ann.world, 'me.update', { bearer: ann.bearer, body: { properties: { email: THIEF } } });
  await committed(ann.world, ann.id, before);
  await call(ann.world, 'members.destroy', { path: { id: String(ann.id) } });
  await deliverAll(ann.world);
  expect(noticesTo(ann, OLD)).toEqual([]);
});

it('a message that comes late about a change that was undone is not sent (threat T46)', async () => {
  await change(ann, { email: THIEF });
  const before = await memberImage(ann.world, ann.id);
  await call(ann.world, 'me.update', {
    bearer: ann.bearer,
    body: { properties: { email: 'thief-2@example.org' } },
  });
  await committed(ann.world, ann.id, before);
  const late = ann.world.deliveries.sent.splice(0);
  expect((await secure(ann, tokenTo(ann, OLD))).status).toBe(200);
  ann.world.deliveries.sent.push(...late);
  await deliverAll(ann.world);
  expect(noticesTo(ann, THIEF)).toEqual([]);
});

it('only the link of the last attempt is good', async () => {
  const refused: SendOutcome = { state: 'deferred', reason: 'Throttling' };
  const answers = [refused, refused];
  ann.world.outbox.answer = () => answers.shift() ?? { state: 'sent', providerId: 'sent' };
  await change(ann, { email: THIEF });
  const [first, second] = noticesTo(ann, OLD).map(({ html }) => tokenIn(html));
  expect((await secure(ann, first ?? '')).status).toBe(404);
  expect((await secure(ann, second ?? '')).status).toBe(200);
});
