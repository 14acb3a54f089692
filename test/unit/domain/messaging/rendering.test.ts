import { describe, expect, it } from 'vitest';
import { plainTextOf } from '#shared/delivery/plain-text.ts';
import { TemplateError } from '#shared/domain/liquid/template.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type Addressee, mergeTags } from '#shared/domain/messaging/merge-tags.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import { renderContent } from '#shared/domain/messaging/rendering.ts';
import { templateTexts, wrapTexts } from '#shared/domain/messaging/wrapping.ts';
import type { Channel } from '#shared/vocabulary.ts';
import { plainMember } from '../../../support/plain-member.ts';
import fc from '../../../support/property.ts';

const CLOCK = { now: new Date('2026-03-31T22:30:00.000Z'), timezone: 'Europe/Oslo' };

const memberWith = (properties: object): Member =>
  plainMember({
    id: 150,
    club: 'mall',
    properties: properties as Member['properties'],
    password: 'bcrypt:hash',
    now: '2026-03-31T22:30:00.000Z',
  });

const PIOTR = memberWith({
  email: 'piotr@example.com',
  msisdn: '4740485124',
  first_name: 'Piotr',
  last_name: 'Świtlicki',
  interests: ['bikes', 'skis'],
});

const recipientWith = (properties: object, rest: Partial<RecipientPayload> = {}): RecipientPayload => ({
  member_id: null,
  msisdn: null,
  email: null,
  app_token: null,
  properties: properties as RecipientPayload['properties'],
  ...rest,
});

const addressee = (rest: Partial<Addressee> = {}): Addressee => ({
  member: PIOTR,
  secret_id: 's3cret',
  recipient: undefined,
  channel: 'sms',
  address: '4740485124',
  unsubscribe_url: undefined,
  ...rest,
});

const tags = (rest: Partial<Addressee> = {}) => mergeTags({ name: 'Infinity' }, addressee(rest));
const rendered = (text: string, rest: Partial<Addressee> = {}, channel: Channel = 'sms') =>
  renderContent(channel, { body: text }, tags(rest), CLOCK).body;

describe('a text for a member', () => {
  it.each([
    ['{{member.id}} {{member.secret_id}}', '150 s3cret'],
    ['{{member.msisdn}} {{member.email}}', '4740485124 piotr@example.com'],
    ['{{member.first_name}} {{ member.last_name }}', 'Piotr Świtlicki'],
    ['{{member.interests | join: "+"}}', 'bikes+skis'],
    ['{% if member.first_name == "Piotr" %}ja{% else %}nei{% endif %}', 'ja'],
    ['{{club.name}}', 'Infinity'],
    ['[{{first_name}}{{name}}{{dmp.bonus_points}}{{member.app_token}}{{unsubscribe_url}}]', '[]'],
    ['[{{member.password}}{{member.properties}}{{member.version}}{{member.statuses}}]', '[]'],
    ['[{{member.constructor}}{{member.__proto__}}{{constructor}}{{__proto__}}{{club.toString}}]', '[]'],
  ])('renders %s as %s', (text, expected) => {
    expect(rendered(text)).toBe(expected);
  });

  it('sees the properties of its recipient, which override the member’s', () => {
    const recipient = recipientWith(
      { first_name: 'Pjotr', points: 3, id: 1, secret_id: 'x' },
      { member_id: 150 },
    );
    expect(
      rendered('Hi {{first_name}} {{member.first_name}}, {{points}} {{member.points}}', { recipient }),
    ).toBe('Hi Pjotr Pjotr, 3 3');
    expect(rendered('{{member.id}} {{member.secret_id}} {{member.last_name}}', { recipient })).toBe(
      '150 s3cret Świtlicki',
    );
  });

  it('cannot be given another member or club by a recipient', () => {
    const recipient = recipientWith({ member: { id: 1 }, club: { name: 'X' }, unsubscribe_url: 'x' });
    const text = '{{member.id}} {{club.name}} {{unsubscribe_url}}';
    expect(rendered(text, { recipient, unsubscribe_url: 'https://u' })).toBe('150 Infinity https://u');
  });

  it('names the device that a push goes to', () => {
    expect(rendered('{{member.app_token}}', { channel: 'push', address: 'token-1' })).toBe('token-1');
  });

  it('is the worked example of the contract', () => {
    const wrapper = {
      subject: 'Important message for {{member.first_name}}',
      body: 'Hi {{name}}! {{content}}',
    };
    const texts = wrapTexts(
      { subject: 'x', body: 'Your last name is {{member.last_name}}!', uri: 'foo://bar' },
      wrapper,
    );
    const recipient = recipientWith({ name: 'Piotr' });
    expect(renderContent('push', texts, tags({ recipient, channel: 'push' }), CLOCK)).toEqual({
      subject: 'Important message for Piotr',
      body: 'Hi Piotr! Your last name is Świtlicki!',
      uri: 'foo://bar',
    });
  });
});

describe('a text for a non-member', () => {
  const stranger = (properties: object): Partial<Addressee> => ({
    member: undefined,
    secret_id: undefined,
    recipient: recipientWith(properties, { msisdn: '4799999999', app_token: 'device' }),
    address: '4799999999',
  });

  it.each([
    ['{{msisdn}} {{app_token}} [{{email}}]', '4799999999 device []'],
    ['{{ some_object.points }} {{ list[1] }}', '7 b'],
    ['[{{member.id}}{{member.msisdn}}]', '[]'],
  ])('renders %s as %s', (text, expected) => {
    expect(rendered(text, stranger({ some_object: { points: 7 }, list: ['a', 'b'] }))).toBe(expected);
  });

  it('names the address that it goes to, whatever the properties say', () => {
    expect(rendered('{{msisdn}}', stranger({ msisdn: 'x' }))).toBe('4799999999');
  });
});

describe('rendered texts', () => {
  const evil = recipientWith({ evil: '<b>\r\nBcc: x@example.com</b>' });

  it('are those that the channel has a use for', () => {
    const texts = { subject: 's', preheader: 'p', body: 'b', uri: 'u', image_url: 'i' };
    expect(renderContent('sms', texts, {}, CLOCK)).toEqual({ body: 'b' });
    expect(renderContent('email', texts, {}, CLOCK)).toEqual({ subject: 's', preheader: 'p', body: 'b' });
    expect(renderContent('push', texts, {}, CLOCK)).toEqual({
      subject: 's',
      body: 'b',
      uri: 'u',
      image_url: 'i',
    });
  });

  it('escape values in the body of a mail and nowhere else', () => {
    const texts = { subject: '{{evil}}', body: '<p>{{evil}}</p>' };
    const { subject, body } = renderContent('email', texts, tags({ recipient: evil }), CLOCK);
    expect(subject).toBe('<b> Bcc: x@example.com</b>');
    expect(body).toBe('<p>&lt;b&gt;\r\nBcc: x@example.com&lt;/b&gt;</p>');
    expect(rendered('{{evil}}', { recipient: evil })).toBe(evil.properties['evil']);
  });

  it('keep the lines of a mail that was written without any tag', () => {
    expect(rendered('Hi {{member.first_name}}!\nBye.', {}, 'email')).toBe('Hi Piotr!<br>\nBye.');
    expect(rendered('<p>Hi</p>\nBye.', {}, 'email')).toBe('<p>Hi</p>\nBye.');
    expect(rendered('A<br/>\nB', {}, 'email')).toBe('A<br/>\nB');
    expect(rendered(' \n{{ nothing }}\n', {}, 'email')?.trim()).toBe('');
  });

  it.each([
    ['Skriv til <post@mall.no>\nHilsen oss', 'Skriv til &lt;post@mall.no><br>\nHilsen oss'],
    ['3 < 5 & 7 > 2, AT&T', '3 &lt; 5 & 7 > 2, AT&T'],
    ['<a@mall.no> <p.hansen@mall.no> I <3 </you>', '&lt;a@mall.no> &lt;p.hansen@mall.no> I &lt;3 &lt;/you>'],
  ])('keep the signs of a mail that was written without any tag: %j', (text, html) => {
    expect(rendered(text, {}, 'email')).toBe(html);
    expect(plainTextOf(html)).toBe(text);
  });

  it.each([
    [
      'Skriv til <b>oss</b> på <post@mall.no>\nHilsen {{member.first_name}}',
      'Skriv til <b>oss</b> på &lt;post@mall.no><br>\nHilsen Piotr',
    ],
    [
      '{% if member.id < 200 %}lav\n{% endif %}{{ evil }}',
      'lav<br>\n&lt;b&gt;<br>\nBcc: x@example.com&lt;/b&gt;',
    ],
    [
      '<p>{{ evil }}</p>\n<p>to</p> <post@mall.no>',
      '<p>&lt;b&gt;\r\nBcc: x@example.com&lt;/b&gt;</p>\n<p>to</p> &lt;post@mall.no>',
    ],
  ])('of a plain template keep signs and lines beside elements, alone and in wrappers: %j', (text, html) => {
    const own = { type: 'plain', content: { body: text } } as const;
    const plain = { type: 'plain', content: { body: '{{ content }}' } } as const;
    const mail = {
      type: 'email',
      content: { body: '<table>\n<tr><td><o:p>{{ content }}</o:p></td></tr></table>' },
    } as const;
    const bodyOf = (channel: Channel, wrapper?: Parameters<typeof templateTexts>[1]) =>
      renderContent(channel, templateTexts(own, wrapper), tags({ recipient: evil }), CLOCK).body;
    expect(bodyOf('email')).toBe(html);
    expect(bodyOf('email', plain)).toBe(html);
    expect(bodyOf('email', mail)).toBe(`<table>\n<tr><td><o:p>${html}</o:p></td></tr></table>`);
    expect(bodyOf('sms')).toBe(renderContent('sms', { body: text }, tags({ recipient: evil }), CLOCK).body);
  });

  it('are one line where a field takes one, and well formed, whatever the values are', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\r', '\n', 'a', '\u2028', '\ud800') }),
    );
    fc.assert(
      fc.property(value, (text) => {
        const texts = {
          subject: '{{v}}',
          preheader: 'x{{v}}',
          uri: '{{v}}',
          image_url: '{{v}}',
          body: '{{v}}',
        };
        const mail = renderContent('email', texts, { v: text }, CLOCK);
        const push = renderContent('push', texts, { v: text }, CLOCK);
        for (const line of [mail.subject, mail.preheader, push.subject, push.uri, push.image_url])
          expect(line).toMatch(/^[^\p{Cc}\u2028\u2029]*$/u);
        for (const rendering of Object.values({ ...mail, ...push }))
          expect(rendering.isWellFormed()).toBe(true);
      }),
    );
  });

  it('are refused when they are more than an item can hold', () => {
    // The same twice a line compresses well; what does not, does not fit.
    const letter = (n: number) => String.fromCharCode(0x4e00 + (((n * 48_271) % 2_147_483_647) % 20_000));
    const noise = Array.from({ length: 350_000 }, (_, n) => letter(n * n + 7)).join('');
    expect(() => renderContent('sms', { body: '{{v}}' }, { v: noise }, CLOCK)).toThrow(TemplateError);
  });
});
