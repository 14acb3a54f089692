import { describe, expect, it } from 'vitest';
import { FORMATS } from '#shared/domain/member-schema/formats.ts';

const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  date: ['1990-10-23', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'],
  time: ['00:00:00', '23:59:59'],
  'date-time': [
    '2017-01-19T10:07:08Z',
    '2017-01-19T10:07:08.336+01:00',
    '2017-01-19t10:07:08z',
    '1990-12-31T23:59:60Z',
    '1990-12-31T15:59:60-08:00',
    '1991-01-01T00:59:60+01:00',
    '1985-04-12T23:20:50.52Z',
  ],
  'date-time (before draft-04)': ['2017-01-19T10:07:08Z', '2017-01-19T10:07:08.123456Z'],
  uri: [
    'http://example.com/a?b=c#d',
    'https://[::1]:8080/',
    'mailto:ola@example.com',
    'urn:isbn:0451450523',
    'a+b.c-d:x',
  ],
  email: ['ola@example.com', 'Ola@BLÅBÆR.no'],
};

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  date: [
    '201X-01-01',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '2024-1-1',
    '24-01-01',
    '2024-01-01 ',
    '2024-01-00',
    '',
  ],
  time: ['24:00:00', '10:60:00', '10:00:60', '10:00', '1:00:00', '10:00:00Z'],
  'date-time': [
    '2017-01-19',
    '2017-01-19 10:07:08Z',
    '2017-01-19T10:07:08',
    '2017-02-30T10:07:08Z',
    '2017-01-19T24:00:00Z',
    '2017-01-19T10:07:60Z',
    '2017-01-19T10:07:08+24:00',
    '2017-01-19T10:07:08+0100',
    '2017-01-19T10:07:08.Z',
  ],
  'date-time (before draft-04)': [
    '2017-01-19T10:07:08+01:00',
    '2017-01-19t10:07:08z',
    '2017-02-30T10:07:08Z',
    '2017-01-19T10:07:60Z',
  ],
  uri: [
    'example.com',
    '/a/b',
    'http://',
    'http://exa mple.com',
    'http://example.com/%zz',
    'http://example.com/æ',
    '1a:x',
    'a:',
    '',
  ],
  email: ['joe', 'joe@localhost', ''],
};

describe.each([...FORMATS])('the format %s', (name, format) => {
  it.each(ACCEPTED[name] ?? [])('accepts %j', (text) => {
    expect(format.matches(text)).toBe(true);
  });

  it.each(REFUSED[name] ?? [])('refuses %j', (text) => {
    expect(format.matches(text)).toBe(false);
  });
});
