import { describe, expect, it } from 'vitest';
import { canonicalEmail, displayEmail } from '#shared/domain/members/identifiers.ts';
import fc from '../../../support/property.ts';
import { fullWidth, INVISIBLE, picks, SPACES, sprinkled } from '../../../support/typed-text.ts';

const local = fc
  .stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~æøåéİıſKü-]{1,12}(\.[a-zA-Z0-9+#-]{1,8})?$/u)
  .filter((text) => text.length > 0);
const domain = fc.constantFrom(
  'example.com',
  'mail.Example.org',
  'blåbær.no',
  'xn--blbr-roah.no',
  'BÜCHER.example',
  'a-b.co.uk',
);
const email = fc.tuple(local, domain).map(([name, host]) => `${name}@${host}`);

describe('an e-mail address', () => {
  it.each([
    ['Ola.Nordmann@Example.COM', 'ola.nordmann@example.com'],
    ['  ola@example.com\n', 'ola@example.com'],
    ["o'brien+club#1@example.com", "o'brien+club#1@example.com"],
    ['a!$%&*/=?^_`{|}~-b@example.com', 'a!$%&*/=?^_`{|}~-b@example.com'],
    ['ola@blåbær.no', 'ola@xn--blbr-roah.no'],
    ['ola@XN--BLBR-ROAH.no', 'ola@xn--blbr-roah.no'],
    ['Kåre@example.com', 'kåre@example.com'],
    ['ＯＬＡ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ola@example.com'],
    ['o\u200bla@exam\u202eple.com', 'ola@example.com'],
    ['ola@example。com', 'ola@example.com'],
    ['Å@example.com', 'Å@example.com'],
    ['H\u0331a@example.com', '\u1e96a@example.com'],
  ])('%j is compared as %j', (typed, canonical) => {
    expect(canonicalEmail(typed)).toBe(canonical);
  });

  it.each([
    '',
    ' ',
    'ola',
    'ola@',
    '@example.com',
    'ola@example',
    'ola@@example.com',
    'ola@kari@example.com',
    'o la@example.com',
    'ola@exa mple.com',
    'ola\u0000@example.com',
    'ola\r\nBcc:x@example.com',
    '.ola@example.com',
    'ola.@example.com',
    'o..la@example.com',
    'ola@.example.com',
    'ola@example.com.',
    'ola@example..com',
    'ola@-example.com',
    'ola@example-.com',
    'ola@127.0.0.1',
    'ola@127.1',
    'ola@[::1]',
    'ola@example.com/path',
    'ola@example.com:25',
    'ola@ex%61mple.com',
    'ola@exa_mple.com',
    '"ola"@example.com',
    'ola<x>@example.com',
    'ola,kari@example.com',
    'Ola <ola@example.com>',
  ])('%j is refused', (typed) => {
    expect(canonicalEmail(typed)).toBeUndefined();
  });

  it('may have 64 characters before the @, 63 in a label and 254 in all, and no more', () => {
    const longest = `${'x'.repeat(64)}@${'abcdefgh.'.repeat(20)}abcdef.no`;
    expect(longest).toHaveLength(254);
    expect(canonicalEmail(longest)).toBe(longest);
    expect(canonicalEmail(longest.replace('abcdef.no', 'abcdefg.no'))).toBeUndefined();
    expect(canonicalEmail(`${'x'.repeat(65)}@example.com`)).toBeUndefined();
    expect(canonicalEmail(`ola@${'x'.repeat(64)}.com`)).toBeUndefined();
    expect(canonicalEmail('x'.repeat(5000))).toBeUndefined();
  });

  it('with a dotless i is another mailbox than the one with an i', () => {
    expect(canonicalEmail('m\u0131ke@example.org')).toBe('m\u0131ke@example.org');
    expect(canonicalEmail('m\u0131ke@example.org')).not.toBe(canonicalEmail('mike@example.org'));
  });

  it('with capital letters beyond ASCII keeps them, since only ASCII is folded', () => {
    expect(canonicalEmail('ØLA@example.com')).toBe('Øla@example.com');
  });

  it('typed with the Kelvin sign is stored with the letter that Unicode says it is', () => {
    expect(displayEmail('\u212aim@example.com')).toBe('Kim@example.com');
  });

  it('is the same after a second pass', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          email,
          fc.string({ unit: 'grapheme' }).map((s) => `${s}@example.com`),
        ),
        (typed) => {
          const once = canonicalEmail(typed);
          if (once !== undefined) expect(canonicalEmail(once)).toBe(once);
        },
      ),
    );
  });

  it('is the same in any ASCII case', () => {
    fc.assert(
      fc.property(email, (typed) => {
        const shouted = typed.replace(/[a-z]/g, (char) => char.toUpperCase());
        expect(canonicalEmail(shouted)).toBe(canonicalEmail(typed));
      }),
    );
  });

  it('is the same in full-width forms', () => {
    fc.assert(
      fc.property(email, (typed) => {
        expect(canonicalEmail(fullWidth(typed))).toBe(canonicalEmail(typed));
      }),
    );
  });

  it('is the same composed and decomposed', () => {
    fc.assert(
      fc.property(email, (typed) => {
        expect(canonicalEmail(typed.normalize('NFD'))).toBe(canonicalEmail(typed.normalize('NFC')));
      }),
    );
  });

  it('is the same with zero-width and direction marks anywhere and spaces around', () => {
    fc.assert(
      fc.property(email, picks, fc.constantFrom(...SPACES), (typed, chosen, space) => {
        expect(canonicalEmail(`${space}${sprinkled(typed, INVISIBLE, chosen)}${space}`)).toBe(
          canonicalEmail(typed),
        );
      }),
    );
  });

  it('is stored in a form that is the same address and keeps its case', () => {
    fc.assert(
      fc.property(email, (typed) => {
        expect(canonicalEmail(displayEmail(typed))).toBe(canonicalEmail(typed));
        expect(displayEmail(displayEmail(typed))).toBe(displayEmail(typed));
      }),
    );
    expect(displayEmail(' Ola\u200b@Example.com ')).toBe('Ola@Example.com');
  });
});
