import { describe, expect, it } from 'vitest';
import { sendEmailInput } from '#shared/delivery/email.ts';
import type { Mail } from '#shared/delivery/send-outcome.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import { outgoing } from '#shared/messaging/execution/outgoing.ts';

const EMAIL = { type: 'email' as const, from_email: 'news@blåbær.no', from_name: 'Infinity' };
const SMS = { type: 'sms', sender: { type: 'alphanumeric', value: 'Infinity' } } as const;
const ONE_CLICK = 'https://api.example.com/unsubscribe/t';

const mail = (content: Texts, oneClick: string | undefined = ONE_CLICK, from = EMAIL): Mail => {
  const made = outgoing(from, { content, address: 'ola@example.com', oneClick });
  if (made?.channel !== 'email') throw new Error('No mail');
  return made.message;
};

describe('a mail of a sending', () => {
  it('is made of the channel, the texts and the address', () => {
    expect(mail({ subject: 'News', body: '<p>Hi &amp; bye</p>' })).toEqual({
      from: { name: 'Infinity', address: 'news@xn--blbr-roah.no' },
      to: 'ola@example.com',
      subject: 'News',
      html: '<p>Hi &amp; bye</p>',
      text: 'Hi & bye',
      headers: {
        'List-Unsubscribe': `<${ONE_CLICK}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    });
  });

  it('to somebody who cannot be unsubscribed has no header for it', () => {
    const made = outgoing(EMAIL, { content: { body: 'x' }, address: 'a@example.com', oneClick: undefined });
    expect(made).toMatchObject({ message: { headers: {} } });
  });

  it('without a subject bears the name of its sender', () => {
    expect(mail({ body: 'x' }).subject).toBe('Infinity');
    expect(mail({ subject: ' ', body: 'x' }).subject).toBe('Infinity');
  });

  it('hides its preheader at the start of the body, as text', () => {
    const { html, text } = mail({ preheader: '1 < 2 "x"', body: '<html><BODY class="a">Hi</BODY></html>' });
    expect(html).toMatch(
      /^<html><BODY class="a"><div style="display:none[^"]*">1 &lt; 2 &#34;x&#34;<\/div>Hi</,
    );
    expect(text).toBe('Hi');
    expect(mail({ preheader: 'p', body: 'Hi' }).html).toMatch(/^<div style="display:none[^"]*">p<\/div>Hi$/);
  });

  it('lets no value become a header', () => {
    const from = { ...EMAIL, from_name: 'A"\r\nBcc: x@example.com' };
    const input = sendEmailInput(mail({ subject: 'a\r\nBcc: y@example.com', body: 'x' }, ONE_CLICK, from));
    const { Subject, Headers } = input.Content?.Simple ?? {};
    for (const value of [input.FromEmailAddress, Subject?.Data]) expect(value).not.toMatch(/[\r\n]/);
    expect(Headers).toHaveLength(2);
  });
});

describe('an SMS of a sending', () => {
  it('is made of sender, text and number', () => {
    expect(outgoing(SMS, { content: { body: 'Hi' }, address: '4740485124', oneClick: undefined })).toEqual({
      channel: 'sms',
      message: { sender: SMS.sender, to: '4740485124', text: 'Hi' },
    });
  });
});

describe('a push of a sending', () => {
  const to = { application: 'arn:app', token: 'token-1', endpoint: null };
  const device = { to, owner: { club: 'mall', member: 13 } };
  const push = (content: Texts, known: typeof device | undefined = device) =>
    outgoing({ type: 'push' }, { content, address: 'token-1', device: known });

  it('is made of device, title, text and what the app opens', () => {
    const content = { subject: 'News', body: 'Hi', uri: 'app://x', image_url: 'https://i' };
    expect(push(content)).toEqual({
      channel: 'push',
      message: { ...device, title: 'News', body: 'Hi', uri: 'app://x', image_url: 'https://i' },
    });
    expect(push({ body: 'Hi', subject: '' })).toMatchObject({
      message: { title: null, uri: null, image_url: null },
    });
  });
});

describe('nothing', () => {
  it.each([EMAIL, SMS])('is sent when the text came out empty: %j', (from) => {
    for (const content of [{}, { body: '' }, { body: ' \n' }])
      expect(outgoing(from, { content, address: 'x', oneClick: undefined })).toBeUndefined();
  });
});
