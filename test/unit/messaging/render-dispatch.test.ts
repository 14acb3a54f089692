import { describe, expect, it } from 'vitest';
import { keyRing } from '#shared/crypto/key-ring.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { MessageChannel } from '#shared/domain/messaging/message.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import { type RenderTarget, renderDispatch } from '#shared/messaging/execution/render-dispatch.ts';
import { keys, unsubscribeTokens } from '#shared/ports/secrets.ts';
import { createRuntime } from '#shared/runtime.ts';
import { plainMember } from '../../support/plain-member.ts';

const RING = keyRing({ kid: 't1', master: 'a-master-secret-for-tests-only-0123456789' });
const runtime = createRuntime({
  now: () => new Date('2026-01-01T00:00:00.000Z'),
  env: () => 'https://api.test',
});
runtime.provide(keys, async () => RING);

const club = {
  slug: 'mall',
  name: 'Mall',
  channels: { push: { platform_applications: { android: 'arn:android', ios: 'arn:ios' } } },
  links: { unsubscribe: 'https://mall.test/bye?t={token}&e={email}' },
} as unknown as Club;

const dated = { created_at: 'x', updated_at: 'x' };
const CHANNELS = {
  email: { id: 1, template_id: 2, type: 'email', from_email: 'a@mall.test', from_name: 'Mall', ...dated },
  sms: { id: 1, template_id: 2, type: 'sms', sender: { type: 'alphanumeric', value: 'Mall' }, ...dated },
  push: { id: 1, template_id: 2, type: 'push', ...dated },
} as const satisfies Record<string, MessageChannel>;

const device = {
  platform: 'ios',
  installation: null,
  firebase_project: null,
  endpoint: 'arn:e',
  session: null,
} as const;
const MEMBER: Member = {
  ...plainMember({
    id: 13,
    club: 'mall',
    properties: { email: 'Ola@Example.com', msisdn: '4740485124', first_name: '<Ola>' },
    now: '2026-01-01T00:00:00.000Z',
  }),
  devices: [{ ...device, token: 'token-1', registered_at: 'x' }],
};
const STRANGER: RecipientPayload = {
  member_id: null,
  msisdn: null,
  email: 'x@example.com',
  app_token: 'token-9',
  properties: { first_name: 'Xi' },
};

const compose = (
  type: keyof typeof CHANNELS,
  texts: Texts,
  to: Partial<RenderTarget> & { address: string },
) =>
  renderDispatch(
    runtime,
    club,
    { channel: CHANNELS[type], texts },
    { member: MEMBER, subscriber: 'member' in to ? to.member : MEMBER, recipient: undefined, ...to },
  );
const toStranger = { member: undefined, recipient: STRANGER };

describe('a dispatch', () => {
  it('to a member by mail can be ended: by the club’s page, and by one click here', async () => {
    const texts = { subject: 'Hi {{member.first_name}}', body: '<a href="{{unsubscribe_url}}">bye</a>' };
    const made = await compose('email', texts, { address: 'Ola@Example.com' });
    const body = expect.stringMatching(
      /^<a href="https:\/\/mall\.test\/bye\?t=[\w.-]+&amp;e=ola%40example\.com">bye<\/a>$/,
    );
    const oneClick = expect.stringMatching(/^<https:\/\/api\.test\/unsubscribe\/mall\.[\w.-]+>$/);
    expect(made).toMatchObject({
      content: { subject: 'Hi <Ola>', body },
      message: { channel: 'email', message: { headers: { 'List-Unsubscribe': oneClick } } },
    });
    const { message } = made as { message: { message: { headers: Record<string, string> } } };
    const link = message.message.headers['List-Unsubscribe']?.slice(0, -1).split('/').at(-1) ?? '';
    const verified = await runtime.use(unsubscribeTokens).verify(link);
    expect(verified).toMatchObject({ club: 'mall', member: 13, email: 'ola@example.com' });
  });

  it('to a member’s address by mail can be ended by its subscriber, however it was named', async () => {
    const mail = await compose(
      'email',
      { body: 'Hi' },
      { ...toStranger, subscriber: MEMBER, address: 'Ola@Example.com' },
    );
    expect(mail).toMatchObject({
      message: { message: { headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } } },
    });
  });

  it('by another channel, or to a non-member, has no such link', async () => {
    const texts = { body: 'Hi {{member.first_name}}{{first_name}}[{{unsubscribe_url}}]' };
    expect(await compose('sms', texts, { address: '4740485124' })).toMatchObject({
      content: { body: 'Hi <Ola>[]' },
    });
    const mail = await compose('email', texts, { ...toStranger, address: 'x@example.com' });
    expect(mail).toMatchObject({
      content: { body: 'Hi Xi[]' },
      message: { channel: 'email', message: { to: 'x@example.com', headers: {} } },
    });
  });

  it('by push goes to the stored device, or to the platform that its token suggests', async () => {
    const own = await compose('push', { body: '{{member.secret_id}}' }, { address: 'token-1' });
    expect(own).toMatchObject({
      content: { body: expect.stringMatching(/^[\w-]{22}$/) },
      message: {
        message: {
          to: { application: 'arn:ios', token: 'token-1', endpoint: 'arn:e' },
          deviceOwner: { club: 'mall', member: 13 },
        },
      },
    });
    const other = await compose('push', { body: 'Hi' }, { ...toStranger, address: 'token-9' });
    expect(other).toMatchObject({
      message: { message: { to: { application: 'arn:android', endpoint: null }, deviceOwner: null } },
    });
  });

  it('by push in a club that reaches no device is none', async () => {
    const elsewhere = { ...club, channels: {} } as Club;
    const frozen = { channel: CHANNELS.push, texts: { body: 'Hi' } };
    const to = { member: MEMBER, subscriber: MEMBER, recipient: undefined, address: 'token-1' };
    expect(await renderDispatch(runtime, elsewhere, frozen, to)).toEqual({ reason: 'no_device' });
  });

  it('by mail without a subject has the name of its sender as subject, and stores none', async () => {
    for (const subject of [undefined, '', ' \n', '{{unknown}}']) {
      const texts: Texts = { body: 'Hi', ...(subject !== undefined && { subject }) };
      const mail = await compose('email', texts, { address: 'Ola@Example.com' });
      expect(mail).toMatchObject({ message: { message: { subject: 'Mall' } } });
      expect(mail).toMatchObject({ content: subject === undefined ? { body: 'Hi' } : { subject: '' } });
    }
  });

  it('that cannot be rendered, or comes out empty, says so', async () => {
    const loop = '{% for i in (1..99999999) %}x{% endfor %}';
    const to = { address: '4740485124' };
    expect(await compose('sms', { body: loop }, to)).toEqual({ reason: 'template_broken' });
    for (const type of ['email', 'sms', 'push'] as const)
      for (const texts of [{}, { body: '' }, { body: ' ' }, { body: '{{unknown}}' }])
        expect(await compose(type, texts, to)).toEqual({ reason: 'nothing_to_send' });
  });
});
