import { describe, expect, it } from 'vitest';
import { dueTimeOf, instantOf, isSchedule, timeAfter } from '#shared/domain/messaging/schedule.ts';
import { preparationTimeOf } from '#shared/domain/messaging/sending.ts';

const momentFrom = (from: string, text: string) => timeAfter(new Date(from), text)?.toISOString();

describe('a relative schedule', () => {
  it.each([
    ['2026-01-31T12:00:00.000Z', '30 minutes', '2026-01-31T12:30:00.000Z'],
    ['2026-01-31T12:00:00.000Z', '1 day', '2026-02-01T12:00:00.000Z'],
    ['2026-01-31T12:00:00.000Z', '2 weeks', '2026-02-14T12:00:00.000Z'],
    ['2026-01-31T12:00:00.000Z', '1 month', '2026-02-28T12:00:00.000Z'],
    ['2024-01-31T12:00:00.000Z', '1 month', '2024-02-29T12:00:00.000Z'],
    ['2026-10-31T12:00:00.000Z', '5 months', '2027-03-31T12:00:00.000Z'],
    ['2024-02-29T12:00:00.000Z', '1 year', '2025-02-28T12:00:00.000Z'],
    ['2026-01-31T12:00:00.000Z', '0 seconds', '2026-01-31T12:00:00.000Z'],
  ])('from %s, "%s" is %s', (from, text, expected) => {
    expect(momentFrom(from, text)).toBe(expected);
  });

  it.each([
    '',
    '1',
    'minutes',
    '-1 day',
    '1.5 days',
    '1  day',
    '1 day ',
    ' 1 day',
    '1 fortnight',
    `${'0'.repeat(50)}1 day`,
    '8000 years',
  ])('is not "%s"', (text) => {
    expect(momentFrom('2026-01-31T12:00:00.000Z', text)).toBeUndefined();
  });
});

describe('an absolute time', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.5+01:00', '2026-03-01T09:00:00.500Z'],
    ['2026-03-01T10:00:00.123456789+0530', '2026-03-01T04:30:00.123Z'],
    ['2026-03-01T10:00:00-02', '2026-03-01T12:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(instantOf(text)).toISOString()).toBe(expected);
  });

  it.each([
    '2026-03-01',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T25:00:00Z',
    'tomorrow',
    '2026-03-01 10:00:00Z',
    '1772359200',
    '2026-03-01T10:00:00+99:99',
  ])('%s is none', (text) => {
    expect(instantOf(text)).toBeNaN();
  });

  it('is what it says, and immediate is now', () => {
    const now = new Date('2026-01-31T12:00:00.000Z');
    expect(dueTimeOf({ type: 'absolute', at: '2026-03-01T10:00:00+01:00' }, now)).toBe(
      '2026-03-01T09:00:00.000Z',
    );
    expect(dueTimeOf({ type: 'immediate' }, now)).toBe(now.toISOString());
  });
});

it('A sending is due five minutes before its time', () => {
  expect(preparationTimeOf('2026-03-01T00:02:00.000Z')).toBe('2026-02-28T23:57:00.000Z');
});

it('takes no time beyond the calendar of four-digit years, whatever its offset', () => {
  const judge = (at: string) => isSchedule(new Date('2026-01-31T12:00:00Z'))({ type: 'absolute', at });
  expect(judge('9999-12-30T23:59:59Z')).toEqual([]);
  expect(judge('9999-12-31T23:59:59-12:00')).toMatchObject([
    { path: ['at'], error: 'invalid_iso_8601_time' },
  ]);
});
