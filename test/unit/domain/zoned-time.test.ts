import { expect, it } from 'vitest';
import { zonedTime } from '#shared/domain/common-values/zoned-time.ts';

it.each([
  ['Europe/Oslo', '2017-01-19T09:07:08.336Z', '2017-01-19T10:07:08.336+01:00'],
  ['Europe/Oslo', '2017-04-03T07:35:19.313Z', '2017-04-03T09:35:19.313+02:00'],
  ['Europe/Oslo', '2017-03-26T00:59:59.999Z', '2017-03-26T01:59:59.999+01:00'],
  ['Europe/Oslo', '2017-03-26T01:00:00.000Z', '2017-03-26T03:00:00.000+02:00'],
  ['Europe/Oslo', '2017-10-29T00:30:00.000Z', '2017-10-29T02:30:00.000+02:00'],
  ['Europe/Oslo', '2017-10-29T01:30:00.000Z', '2017-10-29T02:30:00.000+01:00'],
  ['Europe/Oslo', '2017-12-31T23:00:00.000Z', '2018-01-01T00:00:00.000+01:00'],
  ['UTC', '2017-01-01T00:00:00.000Z', '2017-01-01T00:00:00.000+00:00'],
  ['Europe/London', '2017-01-01T00:00:00.000Z', '2017-01-01T00:00:00.000+00:00'],
  ['Asia/Kolkata', '2017-06-01T18:30:00.001Z', '2017-06-02T00:00:00.001+05:30'],
  ['Asia/Kathmandu', '2017-06-01T00:00:00.000Z', '2017-06-01T05:45:00.000+05:45'],
  ['America/St_Johns', '2017-01-01T00:00:00.000Z', '2016-12-31T20:30:00.000-03:30'],
  ['Africa/Monrovia', '1970-01-01T00:00:00.000Z', '1969-12-31T23:16:00.000-00:44'],
  ['America/St_Johns', '0000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'],
  ['Pacific/Kiritimati', '2024-02-29T10:00:00.000Z', '2024-03-01T00:00:00.000+14:00'],
])('renders an instant in %s: %s is %s', (zone, instant, expected) => {
  expect(zonedTime(instant, zone)).toBe(expected);
  expect(new Date(expected).toISOString()).toBe(instant);
});

it.each(['0001-01-01T00:00:00.000Z', '1890-06-01T12:00:00.123Z'])(
  'gives local mean time at %s an offset without seconds (RFC 3339)',
  (instant) => {
    const shown = zonedTime(instant, 'Europe/Oslo');
    expect(shown).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:\d\d$/);
    expect(new Date(shown).toISOString()).toBe(instant);
  },
);
