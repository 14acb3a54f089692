import { describe, expect, it } from 'vitest';
import { canonicalMsisdn } from '#shared/domain/members/identifiers.ts';
import fc from '../../../support/property.ts';
import { fullWidth, INVISIBLE, picks, SPACES, sprinkled } from '../../../support/typed-text.ts';

const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/);

describe('an MSISDN', () => {
  it.each([
    ['4740485124', '4740485124'],
    ['+47 404 85 124', '4740485124'],
    ['0047-404-85-124', '4740485124'],
    ['(47) 40485124', '4740485124'],
    ['+47123456789', '47123456789'],
    ['＋４７４０４８５１２４', '4740485124'],
    ['\u202a+4740485124\u202c', '4740485124'],
    ['1234567', '1234567'],
    ['123456789012345', '123456789012345'],
  ])('%j is compared as %j', (typed, canonical) => {
    expect(canonicalMsisdn(typed)).toBe(canonical);
  });

  it.each([
    '',
    '+',
    '00',
    '123456',
    '1234567890123456',
    '++4740485124',
    '+004740485124',
    '00004740485124',
    '0740485124',
    '47404851x4',
    '47.404.85.124',
    '\u0664\u0667\u0664\u0660\u0664\u0668\u0665\u0661\u0662\u0664',
    '4740485124\u0000',
  ])('%j is refused', (typed) => {
    expect(canonicalMsisdn(typed)).toBeUndefined();
  });

  it('is refused when it is absurdly long', () => {
    expect(canonicalMsisdn(' '.repeat(5000).concat('4740485124'))).toBeUndefined();
  });

  it('is the same with +, with 00 and without', () => {
    fc.assert(
      fc.property(digits, (number) => {
        expect(canonicalMsisdn(`+${number}`)).toBe(number);
        expect(canonicalMsisdn(`00${number}`)).toBe(number);
        expect(canonicalMsisdn(number)).toBe(number);
      }),
    );
  });

  it('is the same with spaces, dashes, brackets, marks and full-width digits', () => {
    const marks = [...INVISIBLE, ...SPACES, '-', '(', ')'];
    fc.assert(
      fc.property(digits, picks, fc.boolean(), (number, chosen, wide) => {
        const typed = sprinkled(`+${number}`, marks, chosen);
        expect(canonicalMsisdn(wide ? fullWidth(typed) : typed)).toBe(number);
      }),
    );
  });

  it('is the same after a second pass, whatever was typed', () => {
    const typed = fc.string({
      unit: fc.constantFrom('0', '1', '4', '7', '+', ' ', '-', '(', '４', '\u200b'),
    });
    fc.assert(
      fc.property(typed, (text) => {
        const once = canonicalMsisdn(text);
        if (once !== undefined) expect(canonicalMsisdn(once)).toBe(once);
      }),
    );
  });
});
