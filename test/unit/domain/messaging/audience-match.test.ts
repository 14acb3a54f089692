import { describe, expect, it } from 'vitest';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { Condition } from '#shared/domain/messaging/audience.ts';
import { audienceMatcher } from '#shared/domain/messaging/audience-match.ts';
import { OPERATORS, type Operator } from '#shared/domain/messaging/condition-operators.ts';
import { plainMember } from '../../../support/plain-member.ts';
import fc from '../../../support/property.ts';

const CLUB = { timezone: 'Europe/Oslo' };

const memberWith = (properties: object, rest: Partial<Member> = {}): Member => ({
  ...plainMember({
    id: 13,
    club: 'mall',
    properties: properties as Member['properties'],
    flags: { sms_enabled: false },
    optin_channel: 'android-app',
    changed: changeOrigin('api', { product: 'kiosk', subproduct: 'spring' }),
    now: '2026-03-31T22:30:00.000Z',
  }),
  ...rest,
});

const MEMBER = memberWith(
  {
    email: 'Ola@Example.com',
    msisdn: '4740485124',
    language: 'no',
    first_name: 'Åse Straße',
    age: 41,
    shoe: '42.5',
    vip: true,
    born: '1985-07-01',
    seen: '2026-01-01T00:30:00+02:00',
    groups: [6813, 'Bikes'],
    nobody: [],
    home: { city: 'Oslo' },
  },
  {
    consents: { sms_marketing: { status: true, updated_at: 'x' }, news: { status: false, updated_at: 'x' } },
  },
);

type Group = Condition['condition_group'];
const condition = (
  condition_group: Group,
  field: string,
  operator: Operator,
  value?: unknown,
  type?: Condition['type'],
): Condition => ({ condition_group, field, operator, value, ...(type && { type }) });

const matches = (one: Condition, member = MEMBER) => audienceMatcher([one], CLUB)(member);
const property = (field: string, operator: Operator, value?: unknown, type?: Condition['type']) =>
  matches(condition('member_properties', field, operator, value, type));

type Row = [field: string, operator: Operator, value: unknown, type?: Condition['type']];

const TRUE_OF_PROPERTIES: Row[] = [
  ['first_name', 'match', 'ÅSE STRASSE'],
  ['first_name', 'match', 'a\u030Ase straße'],
  ['first_name', 'not_match', 'Åse'],
  ['last_name', 'not_match', 'Olsen'],
  ['email', 'match', ' ola@EXAMPLE.com'],
  ['email', 'any', ['x@example.com', 'OLA@example.com']],
  ['msisdn', 'match', '+47 40 48 51 24'],
  ['msisdn', 'match', 4740485124],
  ['msisdn', 'none', ['+4712345678']],
  ['language', 'match', 'NO'],
  ['age', 'match', 41],
  ['age', 'match', '41'],
  ['age', 'match', '41.0', 'number'],
  ['age', 'greater_than', 40],
  ['age', 'greater_or_equal_to', 41],
  ['age', 'less_than', '100', 'number'],
  ['shoe', 'greater_than', 9],
  ['shoe', 'less_than', '9'],
  ['vip', 'match', true],
  ['vip', 'match', 'true', 'boolean'],
  ['vip', 'not_match', false],
  ['born', 'less_than', '1990-01-01'],
  ['born', 'match', '1985-07-01', 'date'],
  ['born', 'less_or_equal_to', '1985-07-01T00:00:00Z'],
  ['seen', 'match', '2025-12-31'],
  ['seen', 'match', '2025-12-31T22:30:00.000Z'],
  ['seen', 'greater_than', '2025-12-31T22:29:59Z'],
  ['groups', 'match', 6813],
  ['groups', 'match', 'bikes', 'array'],
  ['groups', 'any', [6813], 'array'],
  ['groups', 'any', ['cars', '6813']],
  ['groups', 'all', [6813, 'BIKES']],
  ['groups', 'none', [1, 'cars']],
  ['groups', 'exists', null],
  ['groups', 'greater_than', 6000],
  ['first_name', 'any', ['x', 'åse strasse']],
  ['nobody', 'not_exists', null],
  ['last_name', 'not_exists', null],
  ['last_name', 'none', ['x']],
  ['home', 'exists', null],
  ['home', 'not_match', '[object Object]'],
];

const FALSE_OF_PROPERTIES: Row[] = [
  ['first_name', 'match', 'Ase Strasse'],
  ['first_name', 'greater_than', 5],
  ['last_name', 'match', ''],
  ['last_name', 'less_than', 'z'],
  ['email', 'match', 'ola@example.org'],
  ['age', 'match', 4],
  ['age', 'greater_than', 41],
  ['age', 'less_than', 'soon', 'number'],
  ['born', 'greater_than', '1985-07-01'],
  ['born', 'match', '1985-07-02'],
  ['groups', 'all', [6813, 1]],
  ['groups', 'none', ['bikes']],
  ['groups', 'not_match', 6813],
  ['nobody', 'any', ['x']],
  ['home', 'match', 'Oslo'],
  ['constructor', 'exists', null],
  ['__proto__', 'exists', null],
];

describe('an audience', () => {
  it.each(TRUE_OF_PROPERTIES)('has the member whose %s is as %s %j asks', (...row) => {
    expect(property(...row)).toBe(true);
  });

  it.each(FALSE_OF_PROPERTIES)('has not the member whose %s is other than %s %j asks', (...row) => {
    expect(property(...row)).toBe(false);
  });

  it.each<[Group, ...Row, boolean]>([
    ['consents', 'sms_marketing', 'match', true, undefined, true],
    ['consents', 'news', 'match', false, undefined, true],
    ['consents', 'news', 'exists', null, undefined, true],
    ['consents', 'email_marketing', 'match', false, undefined, false],
    ['consents', 'email_marketing', 'not_exists', null, undefined, true],
    ['consents', 'constructor', 'exists', null, undefined, false],
    ['member', 'id', 'match', 13, undefined, true],
    ['member', 'id', 'any', [1, '13'], undefined, true],
    ['member', 'sms_status', 'match', 'disabled', undefined, true],
    ['member', 'email_status', 'any', ['enabled', 'verified'], undefined, true],
    ['member', 'push_status', 'none', ['enabled'], undefined, false],
    ['member', 'optin_channel', 'match', 'Android-App', undefined, true],
    ['member', 'updated_channel', 'match', 'kiosk', undefined, true],
    ['member', 'updated_channel', 'match', 'android-app', undefined, false],
    ['member', 'updated_subchannel', 'exists', undefined, undefined, true],
    ['member', 'optin_subchannel', 'exists', null, undefined, false],
    // The day in the club's zone, where it was half past midnight.
    ['member', 'created_at', 'match', '2026-04-01', undefined, true],
    ['member', 'created_at', 'less_than', '2026-04-01T00:00:00', undefined, true],
    ['member', 'toString', 'exists', null, undefined, false],
  ])('judges %s %s %s %j (%s): %s', (group, field, operator, value, type, expected) => {
    expect(matches(condition(group, field, operator, value, type))).toBe(expected);
  });

  it('asks for all of its conditions', () => {
    const old = condition('member_properties', 'age', 'greater_than', 40);
    const vip = condition('member_properties', 'vip', 'match', true);
    const other = condition('member', 'id', 'match', 14);
    expect(audienceMatcher([old, vip], CLUB)(MEMBER)).toBe(true);
    expect(audienceMatcher([old, vip, other], CLUB)(MEMBER)).toBe(false);
  });
});

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer({ min: -50, max: 50 }),
  fc.boolean(),
  fc.constantFrom('2026-01-01', '2026-01-01T12:00:00Z', '12', 'true', 'Kåre'),
);
const stored = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }), fc.constant(undefined), fc.jsonValue());
const type = fc.constantFrom(
  undefined,
  'string',
  'number',
  'boolean',
  'date',
  'array' as const,
) as fc.Arbitrary<Condition['type']>;
const about = (value: unknown) => (operator: Operator, wanted?: unknown, of?: Condition['type']) =>
  matches(condition('member_properties', 'x', operator, wanted, of), memberWith({ x: value }));

describe('conditions, whatever the values are', () => {
  it('are the opposite of their negations', () => {
    const negations = { not_match: 'match', none: 'any', not_exists: 'exists' } as const;
    fc.assert(
      fc.property(stored, fc.array(scalar, { minLength: 1, maxLength: 3 }), type, (value, wanted, of) => {
        const ask = about(value);
        for (const [negated, positive] of Object.entries(negations)) {
          const asked = positive === 'match' ? wanted[0] : wanted;
          expect(ask(negated as Operator, asked, of)).toBe(!ask(positive, asked, of));
        }
      }),
    );
  });

  it('compare in one order: smaller, equal, larger, or incomparable', () => {
    fc.assert(
      fc.property(scalar, scalar, type, (value, wanted, of) => {
        const ask = about(value);
        const is = (operator: Operator) => Number(ask(operator, wanted, of));
        expect(is('greater_than') + is('less_than') + is('match')).toBeLessThanOrEqual(1);
        expect(is('greater_or_equal_to')).toBe(is('greater_than') + is('match'));
        expect(is('less_or_equal_to')).toBe(is('less_than') + is('match'));
      }),
    );
  });

  it('find texts in any letter case and any composition', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const ask = about(text);
        for (const typed of [text, text.toUpperCase(), text.toLowerCase(), text.normalize('NFD')]) {
          expect(ask('match', typed, 'string'), JSON.stringify(typed)).toBe(true);
        }
      }),
    );
  });

  it('need some of the elements for any, every one for all', () => {
    const lists = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lists, lists, (has, wanted) => {
        const ask = about(has);
        expect(ask('any', wanted)).toBe(wanted.some((one) => has.includes(one)));
        expect(ask('all', wanted)).toBe(wanted.every((one) => has.includes(one)));
      }),
    );
  });

  it('never throw', () => {
    const operator = fc.constantFrom(...(Object.keys(OPERATORS) as Operator[]));
    const wanted = fc.oneof(scalar, fc.array(scalar, { minLength: 1 }));
    const field = fc.constantFrom('x', 'email', 'msisdn', '__proto__', 'constructor');
    fc.assert(
      fc.property(stored, operator, wanted, type, field, (value, op, asked, of, name) => {
        const member = memberWith({ [name]: value });
        expect(typeof matches(condition('member_properties', name, op, asked, of), member)).toBe('boolean');
      }),
    );
  });
});
