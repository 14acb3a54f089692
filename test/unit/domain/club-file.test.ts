import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clubFileOf, readClubFile } from '#shared/domain/clubs/club-file.ts';
import { changesBetween } from '#shared/domain/clubs/club-file-changes.ts';
import { MISTAKES } from './club-file-mistakes.ts';

const demo = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../local/demo/${name}.json`, import.meta.url), 'utf8'));

const minimal = () => ({
  name: 'Mall',
  timezone: 'Europe/Oslo',
  member_schema: {
    identifiers: ['email'],
    languages: ['en', 'no'],
    default_language: 'en',
    properties: { email: { type: 'string' }, first_name: { type: 'string' } },
  },
  products: { default: {} },
  channels: {
    sms: { sender_type: 'alphanumeric', sender_value: 'Mall' },
    email: { from_name: 'Mall', from_email: 'mall@example.com' },
  },
});

/** The minimal file with the value at a path replaced; `undefined` removes it. */
const fileWith = (path: string, value: unknown): unknown => {
  const file = structuredClone(minimal()) as Record<string, any>;
  const keys = path.split('/').slice(1);
  const last = keys.pop() ?? '';
  const holder = keys.reduce((node, key) => {
    node[key] ??= {};
    return node[key];
  }, file);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return file;
};

const problemsOf = (file: unknown, slug = 'mall') => {
  const reading = readClubFile(slug, file);
  return 'problems' in reading ? reading.problems : [];
};
const clubOf = (file: unknown, slug = 'mall') => {
  const reading = readClubFile(slug, file);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.club;
};

describe('a club file', () => {
  test.for(['infinity-mall', 'other-mall'])('of the demo club %s is right', (slug) => {
    expect(clubOf(demo(slug), slug)).toMatchObject({ slug, ...demo(slug) });
  });

  test('gets the defaults that it leaves out', () => {
    expect(clubOf(minimal())).toMatchObject({
      password_min_length: 8,
      messages: {},
      member_schema: { type: 'object', version: 'v2' },
    });
  });

  test('keeps the order in which the schema was written', () => {
    const file = demo('infinity-mall');
    expect(JSON.stringify(clubOf(file).member_schema)).toBe(JSON.stringify(file.member_schema));
  });

  test('is not changed by being read', () => {
    const file = minimal();
    readClubFile('mall', file);
    expect(file).toEqual(minimal());
  });

  test('describes the club it made', () => {
    const club = clubOf({ ...demo('infinity-mall'), customer_id: '1000941' });
    expect(clubOf(clubFileOf(club))).toEqual(club);
  });

  test('gets its international sender in the form in which numbers are stored', () => {
    const sender = { sender_type: 'international', sender_value: '+47 404 85 124' };
    expect(clubOf(fileWith('/channels/sms', sender)).channels.sms?.sender_value).toBe('4740485124');
  });
});

describe('slugs', () => {
  test.for(['a', '7', 'infinity-mall', 'a'.repeat(63)])('accepts %s', (slug) => {
    expect(problemsOf(minimal(), slug)).toEqual([]);
  });
  test.for(['', '-a', 'a-', 'A', 'a_b', 'a#b', 'å', 'a b', 'a/b', 'a\n', 'a'.repeat(64)])(
    'refuses %j',
    (slug) => {
      expect(problemsOf(minimal(), slug)[0]?.problem).toMatch(/is not a slug/);
    },
  );
  test('refuses the reserved word', () => {
    expect(problemsOf(minimal(), 'loyalty_clubs')[0]?.problem).toMatch(/reserved word/);
  });
});

describe('a mistake is reported with its place and its remedy', () => {
  test.for(MISTAKES)('$path = $value', ({ path, value, at = path, problem }) => {
    const problems = problemsOf(fileWith(path, value));
    expect(problems.map((found) => found.path)).toContain(at);
    expect(problems.find((found) => found.path === at)?.problem).toMatch(problem);
  });

  test('for a message without its channel', () => {
    const file = {
      ...minimal(),
      channels: {},
      messages: { welcome_sms: { default: { body: { en: 'Hi' } } } },
    };
    expect(problemsOf(file)).toEqual([
      { path: '/messages/welcome_sms', problem: expect.stringContaining('no sms channel') },
    ]);
  });

  test('for a file that is no object', () => {
    for (const file of [null, [], 'club', 7]) expect(problemsOf(file)).toMatchObject([{ path: '' }]);
  });

  test('for a file too large to be stored', () => {
    const body = Object.fromEntries(['en', 'no'].map((language) => [language, 'å'.repeat(90_000)]));
    const welcome = { subject: { en: 'Hi' }, body };
    expect(problemsOf(fileWith('/messages/welcome_email/default', welcome))).toEqual([
      { path: '', problem: expect.stringContaining('too large') },
    ]);
  });

  test('for names that reach a prototype', () => {
    const file = JSON.parse(JSON.stringify(minimal()).replace('"default":{}', '"default":{},"__proto__":{}'));
    expect(problemsOf(file)).toMatchObject([{ path: '/products/__proto__' }]);
  });
});

describe('changes between two files', () => {
  test.for([
    { before: { a: 1 }, after: { a: 1 }, changes: [] },
    { before: { a: 1 }, after: { a: 2 }, changes: [{ path: '/a', before: 1, after: 2 }] },
    { before: {}, after: { a: { b: 1 } }, changes: [{ path: '/a', after: { b: 1 } }] },
    { before: { 'a/b': null }, after: {}, changes: [{ path: '/a~1b', before: null }] },
    { before: { a: [1] }, after: { a: [1, 2] }, changes: [{ path: '/a', before: [1], after: [1, 2] }] },
    {
      before: { a: { x: 1, y: 2 } },
      after: { a: { y: 2, x: 1 } },
      changes: [{ path: '/a', before: ['x', 'y'], after: ['y', 'x'] }],
    },
  ])('$before → $after', ({ before, after, changes }) => {
    expect(changesBetween(before, after)).toEqual(changes);
  });
});
