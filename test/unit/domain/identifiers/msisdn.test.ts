import { getCountries, getExampleNumber } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { digitsAsTyped } from '#shared/domain/members/identifiers.ts';
import { canonicalMsisdn, hasNumberingPlan, msisdnsMeant } from '#shared/domain/members/phone-number.ts';
import fc from '../../../support/property.ts';
import { fullWidth, INVISIBLE, picks, SPACES, sprinkled } from '../../../support/typed-text.ts';

/** Norwegian numbers with their country code. */
const digits = fc.stringMatching(/^47[2-9][0-9]{7}$/);

/** A mobile number of every country that has one of eight digits or more, as the country writes it. */
const NUMBERS = getCountries(metadata).flatMap((country) => {
  const example = getExampleNumber(country, examples, metadata);
  const number = example?.number.slice(1) ?? '';
  return example && number.length >= 8 ? [[country, example.formatNational(), number] as const] : [];
});

describe('an MSISDN', () => {
  it.each([
    ['4740485124', '4740485124'],
    ['+47 404 85 124', '4740485124'],
    ['0047-404-85-124', '4740485124'],
    ['(47) 40485124', '4740485124'],
    ['＋４７４０４８５１２４', '4740485124'],
    ['\u202a+4740485124\u202c', '4740485124'],
    ['47.404.85.124', '4740485124'],
    ['+47 (0) 466 91 301', '4746691301'],
    ['+47 466–91301', '4746691301'],
    ['+47 466‑91‒301', '4746691301'],
    ['+46 (0)70-123 45 67', '46701234567'],
    ['+4587654321', '4587654321'],
    ['12025550123', '12025550123'],
  ])('%j is %j, whatever the country of the club', (typed, canonical) => {
    expect(canonicalMsisdn(typed, undefined)).toBe(canonical);
    expect(canonicalMsisdn(typed, 'NO')).toBe(canonical);
  });

  it.each([
    ['NO', '90 12 34 56', '4790123456'],
    ['NO', '40 48 51 24', '4740485124'],
    ['NO', '40485127', '4740485127'],
    ['NO', '49012345', '4749012345'],
    ['NO', '46701234567', '46701234567'],
    ['SE', '070-123 45 67', '46701234567'],
    ['SE', '(0)70 123 45 67', '46701234567'],
    ['SE', '701234567', '46701234567'],
    ['SE', '46701234567', '46701234567'],
    ['SE', '4740485124', '4740485124'],
    ['SE', '4512345678', '4512345678'],
    ['DE', '4740485124', '4740485124'],
    ['IT', '06 1234 5678', '390612345678'],
    ['IT', '4740485124', '4740485124'],
    ['US', '(202) 555-0123', '12025550123'],
  ])('in a club of %s, %j is %j', (country, typed, canonical) => {
    expect(canonicalMsisdn(typed, country)).toBe(canonical);
  });

  it.each([
    '',
    '+',
    '00',
    '123456',
    '1234567',
    '12345',
    '+4712345',
    '1234567890123456',
    '123456789012345',
    '+47123456789',
    '+90123456',
    '++4740485124',
    '+004740485124',
    '00004740485124',
    '47404851x4',
    '+4740485124;ext=5',
    '4740485124 ext. 5',
    'tel:+4740485124',
    '\u0664\u0667\u0664\u0660\u0664\u0668\u0665\u0661\u0662\u0664',
    '4740485124\u0000',
  ])('%j is refused', (typed) => {
    expect(canonicalMsisdn(typed, undefined)).toBeUndefined();
    expect(canonicalMsisdn(typed, 'NO')).toBeUndefined();
  });

  it.each(['90123456', '070-123 45 67'])('%j is refused where there is no country', (typed) => {
    expect(canonicalMsisdn(typed, undefined)).toBeUndefined();
  });

  it('is refused when it is absurdly long', () => {
    expect(canonicalMsisdn(' '.repeat(5000).concat('4740485124'), 'NO')).toBeUndefined();
  });

  it('is the same with +, with 00 and without', () => {
    fc.assert(
      fc.property(digits, fc.constantFrom(undefined, 'NO', 'SE', 'DE'), (number, country) => {
        expect(canonicalMsisdn(`+${number}`, country)).toBe(number);
        expect(canonicalMsisdn(`00${number}`, country)).toBe(number);
        expect(canonicalMsisdn(number, country)).toBe(number);
      }),
    );
  });

  it('is the same with spaces, dashes, brackets, marks and full-width digits', () => {
    const marks = [...INVISIBLE, ...SPACES, '-', '–', '‑', '−', '.', '(', ')'];
    fc.assert(
      fc.property(digits, picks, fc.boolean(), (number, chosen, wide) => {
        const typed = sprinkled(`+${number}`, marks, chosen);
        expect(canonicalMsisdn(wide ? fullWidth(typed) : typed, 'NO')).toBe(number);
      }),
    );
  });

  it('is the same after a second pass, with + and without, whatever was typed', () => {
    const marks = fc.string({
      unit: fc.constantFrom('0', '1', '4', '7', '9', '+', ' ', '-', '(', ')', '４', '\u200b'),
    });
    const typed = fc.oneof(marks, fc.stringMatching(/^(?:\+|00)?[1-9][0-9]{7,12}$/));
    fc.assert(
      fc.property(typed, fc.constantFrom(undefined, ...getCountries(metadata)), (text, country) => {
        const once = canonicalMsisdn(text, country);
        if (once === undefined) return;
        expect(once).toMatch(/^[1-9][0-9]{7,14}$/);
        expect(canonicalMsisdn(once, country)).toBe(once);
        expect(canonicalMsisdn(`+${once}`, country)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['NO', '+98 123456', '98123456'],
    ['NO', '0049 30 1234', '49301234'],
    ['US', '+47 42 34 56 78', '4742345678'],
  ])(
    'in a club of %s is refused as %j, whose digits are a national number there',
    (country, typed, digits) => {
      expect(canonicalMsisdn(typed, undefined)).toBe(digits);
      expect(canonicalMsisdn(typed, country)).toBeUndefined();
      expect(canonicalMsisdn(digits, country)).not.toBe(digits);
    },
  );

  it.each(NUMBERS)('of %s is read as %s in its country, and as %s in any', (country, national, number) => {
    expect(canonicalMsisdn(national, country)).toBe(number);
    expect(canonicalMsisdn(number, country)).toBe(number);
    // Eight digits are a number of Norway, and would be one after they were stored.
    expect(canonicalMsisdn(`+${number}`, 'NO')).toBe(number.length === 8 ? undefined : number);
    expect(canonicalMsisdn(number, 'NO')).toBe(number.length === 8 ? `47${number}` : number);
    expect(canonicalMsisdn(number, undefined)).toBe(number);
  });
});

describe('the numbers that a text means', () => {
  it.each([
    ['4740485124', ['4740485124']],
    ['90 12 34 56', ['4790123456', '90123456']],
    ['+98 123456', ['98123456']],
    ['+47 (0) 466 91 301', ['4746691301', '47046691301']],
    ['47123456789', ['47123456789']],
    ['nonsense', []],
  ])('of %j are %j: the digits as typed come last', (typed, meant) => {
    expect(msisdnsMeant(typed, 'NO')).toEqual(meant);
  });
});

describe('a stored MSISDN', () => {
  it.each([
    ['90123456', '90123456'],
    ['1234567', '1234567'],
    ['123456789012345', '123456789012345'],
    ['+47 404 85 124', '4740485124'],
    ['0740485124', undefined],
    ['123456', undefined],
  ])('%j has the digits %j, possible or not', (typed, stored) => {
    expect(digitsAsTyped(typed)).toBe(stored);
  });
});

it.each([
  ['NO', true],
  ['SE', true],
  ['no', false],
  ['XX', false],
  ['AQ', false],
  ['__proto__', false],
  ['constructor', false],
])('%s has phone numbers: %s', (country, has) => {
  expect(hasNumberingPlan(country)).toBe(has);
});
