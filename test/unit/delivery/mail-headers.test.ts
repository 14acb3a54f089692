import { describe, expect, it } from 'vitest';
import { sendEmailInput } from '#shared/delivery/email.ts';
import { mailbox, oneLine } from '#shared/delivery/header-text.ts';

const EVIL = ['x\r\nBcc: victim@example.com', 'x\nSubject: y', 'x\u0000y', 'x\u2028Bcc: z', 'x\u0085y'];

describe('a header field', () => {
  it.each(EVIL)('made of %j cannot begin another one', (text) => {
    const input = sendEmailInput({
      from: { name: text, address: 'mall@example.com' },
      to: 'a@example.com',
      subject: text,
      html: text,
      text,
      headers: {},
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the subject.
    const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
    expect(input.FromEmailAddress).not.toMatch(controls);
    expect(input.Content?.Simple?.Subject?.Data).not.toMatch(controls);
    expect(input.Destination?.ToAddresses).toEqual(['a@example.com']);
  });

  it('is cut to a length that mail servers take', () => {
    expect(oneLine('x'.repeat(2000))).toHaveLength(500);
  });
});

describe('a sender', () => {
  it.each([
    ['Mall', '"Mall" <m@example.com>'],
    ['A "B" \\ <c@d.e>, F', '"A \\"B\\" \\\\ <c@d.e>, F" <m@example.com>'],
    ['  ', 'm@example.com'],
    ['Bø', '=?UTF-8?B?QsO4?= <m@example.com>'],
  ])('called %j is written %s', (name, written) => {
    expect(mailbox(name, 'm@example.com')).toBe(written);
  });

  it('with a long name in another script is written in words of at most 75 characters (RFC 2047 §2)', () => {
    const name = 'Кошачий торговый центр 🐈 '.repeat(4).trim();
    const words = mailbox(name, 'm@example.com').replace(/ <.*/, '').split(' ');
    expect(words.length).toBeGreaterThan(2);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
    const bytes = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString());
    expect(bytes.join('')).toBe(name);
  });
});
