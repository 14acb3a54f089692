import { describe, expect, it } from 'vitest';
import { sendEmailInput } from '#shared/delivery/email.ts';
import type { Mail } from '#shared/delivery/send-outcome.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import { type Envelope, makeOutgoing } from '#shared/outgoing/make-outgoing.ts';

const ONE_CLICK = 'https://api.example.com/unsubscribe/t';
const FROM = { from_email: 'news@blåbær.no', from_name: 'Infinity' };

const mail = (content: Texts, envelope: { from?: typeof FROM; oneClick?: string | undefined } = {}): Mail => {
  const made = makeOutgoing(
    { channel: 'email', from: FROM, to: 'ola@example.com', oneClick: ONE_CLICK, ...envelope },
    content,
  );
  if (made.channel !== 'email') throw new Error('No mail');
  return made.message;
};

describe('a mail', () => {
  it('is made of sender, content and address', () => {
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

  it('from which no member can unsubscribe has no header for it', () => {
    expect(mail({ body: 'x' }, { oneClick: undefined }).headers).toEqual({});
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
    const from = { ...FROM, from_name: 'A"\r\nBcc: x@example.com' };
    const input = sendEmailInput(mail({ subject: 'a\r\nBcc: y@example.com', body: 'x' }, { from }));
    const { Subject, Headers } = input.Content?.Simple ?? {};
    for (const value of [input.FromEmailAddress, Subject?.Data]) expect(value).not.toMatch(/[\r\n]/);
    expect(Headers).toHaveLength(2);
  });
});

describe('an SMS', () => {
  it('is made of sender, text and number', () => {
    const sender = { type: 'alphanumeric', value: 'Infinity' } as const;
    expect(makeOutgoing({ channel: 'sms', sender, to: '4740485124' }, { body: 'Hi' })).toEqual({
      channel: 'sms',
      message: { sender, to: '4740485124', text: 'Hi' },
    });
  });
});

describe('a push message', () => {
  const to = { application: 'arn:app', token: 'token-1', endpoint: null };
  const envelope: Envelope = { channel: 'push', to, deviceOwner: { club: 'mall', member: 13 } };

  it('is made of device, title, text and what the app opens', () => {
    const content = { subject: 'News', body: 'Hi', uri: 'app://x', image_url: 'https://i' };
    expect(makeOutgoing(envelope, content)).toEqual({
      channel: 'push',
      message: {
        to,
        deviceOwner: { club: 'mall', member: 13 },
        title: 'News',
        body: 'Hi',
        uri: 'app://x',
        image_url: 'https://i',
      },
    });
    expect(makeOutgoing(envelope, { body: 'Hi', subject: '' })).toMatchObject({
      message: { title: null, uri: null, image_url: null },
    });
  });
});
