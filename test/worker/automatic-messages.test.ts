import { beforeAll, describe, expect, it } from 'vitest';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import { drain } from '../support/deliver.ts';
import {
  changeEvent,
  committed,
  createAnn,
  deliverAll,
  destroyed,
  mailingWorld,
  memberImage,
  runOutbox,
  SENDING_CLUB,
  welcomed,
} from '../support/mailing.ts';
import type { World } from '../support/world.ts';

interface Case {
  readonly title: string;
  readonly club?: object;
  readonly body?: object;
  readonly product?: string;
  readonly sms: boolean;
  readonly email: boolean;
}

const { welcome_sms, welcome_email } = SENDING_CLUB.messages;

/** Contract §2.7: who gets a welcome. */
const CASES: readonly Case[] = [
  { title: 'gets both by default', sms: true, email: true },
  { title: 'may be spared the SMS', body: { send_sms_welcome_message: false }, sms: false, email: true },
  { title: 'may be spared the e-mail', body: { send_email_welcome_message: false }, sms: true, email: false },
  { title: 'without a number gets no SMS', body: { properties: { msisdn: null } }, sms: false, email: true },
  {
    title: 'without an address gets no e-mail',
    body: { properties: { email: null } },
    sms: true,
    email: false,
  },
  { title: 'with SMS switched off gets none', body: { sms_enabled: false }, sms: false, email: true },
  { title: 'with e-mail switched off gets none', body: { email_enabled: false }, sms: true, email: false },
  {
    title: 'of a product that sends no SMS',
    club: { products: { default: { sends_welcome_sms: false } } },
    sms: false,
    email: true,
  },
  {
    title: 'of a product that sends no e-mail',
    club: { products: { default: { sends_welcome_email: false } } },
    sms: true,
    email: false,
  },
  {
    title: 'of a product that says yes',
    club: { products: { default: { sends_welcome_sms: true, sends_welcome_email: true } } },
    sms: true,
    email: true,
  },
  {
    title: 'is not bound by the switch of another product',
    club: { products: { default: { sends_welcome_sms: false }, 'android-app': {} } },
    product: 'android-app',
    sms: true,
    email: true,
  },
  {
    title: 'of a club without an e-mail channel',
    club: { channels: { sms: SENDING_CLUB.channels.sms } },
    sms: true,
    email: false,
  },
  { title: 'of a club without any channel', club: { channels: {} }, sms: false, email: false },
  {
    title: 'of a club without a welcome SMS',
    club: { messages: { welcome_email } },
    sms: false,
    email: true,
  },
  {
    title: 'of a product without a text, where there is no default either',
    club: { messages: { welcome_sms: { 'android-app': welcome_sms['android-app'] } } },
    sms: false,
    email: false,
  },
];

describe('a new member', () => {
  it.each(CASES)('$title', async ({ club, body, product, sms, email }) => {
    const world = await mailingWorld(club);
    await welcomed(world, body, product ? { 'X-Product-Name': product } : {});
    expect([world.outbox.texts.length, world.outbox.mails.length]).toEqual([Number(sms), Number(email)]);
  });

  it('is greeted in the words of its product, else in the default ones', async () => {
    const world = await mailingWorld();
    await welcomed(world, {}, { 'X-Product-Name': 'android-app' });
    expect(world.outbox.texts[0]).toEqual({
      sender: { type: 'alphanumeric', value: 'Test Mall' },
      to: '4740485124',
      text: 'Welcome to the app',
    });
    expect(world.outbox.mails[0]?.subject).toBe('Welcome Ann');
  });

  it.each([
    ['no', 'Velkommen Ann'],
    ['en', 'Welcome Ann'],
  ])('that speaks %s is greeted so', async (language, words) => {
    const world = await mailingWorld();
    await welcomed(world, { properties: { language } });
    expect(world.outbox.texts[0]?.text).toBe(words);
  });

  it('gets a mail with the headers of RFC 8058, a text part and escaped values', async () => {
    const world = await mailingWorld();
    const id = await welcomed(world, { properties: { first_name: '<b>&"Ann' } });
    const [mail] = world.outbox.mails;
    expect(mail?.to).toBe('Ann@example.com');
    expect(mail?.html).toContain(`<p>&lt;b&gt;&amp;&#34;Ann ${id}</p>`);
    expect(mail?.text).toContain(`<b>&"Ann ${id}`);
    expect(mail?.subject).toBe('Welcome <b>&"Ann');
    expect(mail?.headers).toEqual({
      'List-Unsubscribe': expect.stringMatching(/^<https:\/\/members\.test\/unsubscribe\/[\w.-]+>$/),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('of a bulk is greeted too, with the product of its row', async () => {
    const world = await mailingWorld();
    await call(world, 'member-bulks.create-or-update', {
      body: {
        members: [
          {
            properties: { email: 'b@example.com', msisdn: '4790000001', first_name: 'B', last_name: 'B' },
            source: 'android-app',
          },
        ],
      },
    });
    await drain(world, world.queue.sent.splice(0));
    const { body } = await call(world, 'members.get-by-email', { path: { email: 'b@example.com' } });
    await committed(world, body.id);
    await deliverAll(world);
    expect(world.outbox.texts.map(({ text }) => text)).toEqual(['Velkommen til appen']);
    expect(world.outbox.mails).toHaveLength(1);
  });

  it('gets no welcome when its club has pages of its own but no messages', async () => {
    const world = await mailingWorld({
      messages: {},
      links: { unsubscribe: 'https://mall.example/u?t={token}' },
    });
    await welcomed(world);
    expect([world.outbox.texts, world.outbox.mails]).toEqual([[], []]);
  });

  it('finds the club’s own pages in its mail, while mail programs get ours', async () => {
    const world = await mailingWorld({
      links: {
        unsubscribe: 'https://mall.example/u?t={token}&e={email}',
        verify_email: 'https://mall.example/v?t={token}',
      },
    });
    await welcomed(world);
    const [mail] = world.outbox.mails;
    expect(mail?.html).toMatch(/href="https:\/\/mall\.example\/v\?t=[0-9a-f]{64}"/);
    expect(mail?.html).toMatch(/href="https:\/\/mall\.example\/u\?t=[\w.-]+&amp;e=ann%40example\.com"/);
    expect(mail?.headers['List-Unsubscribe']).toContain('https://members.test/unsubscribe/');
  });
});

describe('what has changed by the time of sending', () => {
  let world: World;
  let id: number;
  beforeAll(async () => {
    world = await mailingWorld();
    id = await createAnn(world);
    await committed(world, id);
  });

  it('counts: who is gone gets nothing', async () => {
    expect(world.deliveries.sent).toHaveLength(2);
    await destroyed(world, id, []);
    await deliverAll(world);
    expect([world.outbox.texts, world.outbox.mails]).toEqual([[], []]);
  });

  it('counts: who has unsubscribed gets no mail', async () => {
    const other = await mailingWorld();
    const member = await createAnn(other);
    await committed(other, member);
    const email = 'ann@example.com';
    const token = await other.runtime.use(unsubscribeTokens).issue({ club: other.club.slug, member, email });
    await call(other, 'members.unsubscribe', { path: { email }, body: { token } });
    await deliverAll(other);
    expect([other.outbox.texts.length, other.outbox.mails.length]).toEqual([1, 0]);
  });

  it('counts: too late is never', async () => {
    const late = await mailingWorld();
    const bob = await createAnn(late);
    await committed(late, bob);
    late.clock.ahead = 3 * 24 * 60 * 60;
    await deliverAll(late);
    expect([late.outbox.texts, late.outbox.mails]).toEqual([[], []]);
  });
});

describe('a member that is destroyed', () => {
  it.each([
    [['email', 'sms'], 1, 1],
    [['email'], 1, 0],
    [[], 0, 0],
  ])('with opt_out %j gets the opt-out message at its old addresses', async (optOut, mails, texts) => {
    const world = await mailingWorld();
    const id = await createAnn(world);
    const before = await destroyed(world, id, optOut);
    await committed(world, id, before);
    await deliverAll(world);
    expect(world.outbox.mails.map(({ to, subject }) => [to, subject])).toEqual(
      Array(mails).fill(['Ann@example.com', 'Bye']),
    );
    expect(world.outbox.texts.map(({ text }) => text)).toEqual(Array(texts).fill('Bye Ann'));
    for (const { body } of world.deliveries.sent) expect(body).not.toMatch(/ann/i);
  });

  it('gets no message where its product forbids it or it had opted out before', async () => {
    const world = await mailingWorld({ products: { default: { sends_opt_out_sms: false } } });
    const id = await createAnn(world, { email_enabled: false });
    expect(await committed(world, id, await destroyed(world, id, ['email', 'sms']))).toBe(0);
  });
});

describe('the outbox', () => {
  it('leaves alone what is no member and what asks for nothing', async () => {
    const world = await mailingWorld();
    const id = await createAnn(world);
    const image = await memberImage(world, id);
    expect(await committed(world, id, image)).toBe(0);
    expect(await runOutbox(world, changeEvent(undefined, { kind: { S: 'claim' } }))).toEqual({
      batchItemFailures: [],
    });
    expect(await runOutbox(world, changeEvent(image, undefined))).toEqual({ batchItemFailures: [] });
    expect(world.deliveries.sent).toEqual([]);
  });

  it('has the first record come again whose messages could not be queued', async () => {
    const world = await mailingWorld();
    const image = await memberImage(world, await createAnn(world));
    const records = ['1', '2', '3'].flatMap((sequence) => changeEvent(undefined, image, sequence).Records);
    world.deliveries.refuse = ({ id }) => id.startsWith('1-');
    expect(await runOutbox(world, { Records: records })).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
  });

  it('fails as a whole for a record that it cannot read, so that it is singled out', async () => {
    const world = await mailingWorld();
    await expect(runOutbox(world, changeEvent(undefined, { kind: { X: '1' } as never }))).rejects.toThrow(
      TypeError,
    );
  });
});
