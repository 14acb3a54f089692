import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lineOf, positionsIn } from '#shared/admin/json-places.ts';
import { lintClubFile } from '#shared/admin/lint-club-file.ts';
import fc from '../../support/property.ts';

const GOOD = readFileSync(new URL('../../../local/demo/infinity-mall.json', import.meta.url), 'utf8');

describe('places in a JSON text', () => {
  it('are lines by pointer, with names as they are after escaping', () => {
    const text = '{\n  "a": [\n    1,\n    {"b/c": 2,\n "~": [[]]}\n  ],\n  "e\\"x": "}{,:"\n}';
    const { lines } = positionsIn(text);
    expect(Object.fromEntries(lines)).toEqual({
      '': 1,
      '/a': 2,
      '/a/0': 3,
      '/a/1': 4,
      '/a/1/b~1c': 4,
      '/a/1/~0': 5,
      '/a/1/~0/0': 5,
      '/e"x': 7,
    });
  });

  it('know every value of any JSON, on the line that it was printed on', () => {
    const pointers = (value: unknown, path = ''): string[] => [
      path,
      ...(typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, child]) =>
            pointers(child, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
          )
        : []),
    ];
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { lines, twice } = positionsIn(JSON.stringify(value, null, 2));
        expect([...lines.keys()].sort()).toEqual(pointers(JSON.parse(JSON.stringify(value))).sort());
        expect(twice).toEqual([]);
      }),
    );
  });

  it('include repeated names, and lines for missing values', () => {
    const places = positionsIn('{"a": {"b": 1,\n"b": 2},\n"c": [{"b": 1}, {"b": 2}]}');
    expect(places.twice).toEqual([{ path: '/a/b', line: 2 }]);
    expect(lineOf(places, '/c/0/x/y')).toBe(3);
    expect(lineOf(places, '/z')).toBe(1);
  });
});

describe('a club file', () => {
  it('that could be saved has no findings', () => {
    expect(lintClubFile(GOOD)).toEqual([]);
    expect(lintClubFile(`\uFEFF${GOOD}`)).toEqual([]);
  });

  it('gets every problem with its line, in order', () => {
    const bad = GOOD.replace('"timezone": "Europe/Oslo"', '"timezone": 5').replace(
      '"default_language": "no"',
      '"default_language": "klingon"',
    );
    const findings = lintClubFile(bad);
    const lineWith = (text: string) => bad.split('\n').findIndex((line) => line.includes(text)) + 1;
    expect(findings.map(({ path, line }) => [path, line])).toEqual(
      expect.arrayContaining([
        ['/timezone', lineWith('"timezone"')],
        ['/member_schema/default_language', lineWith('klingon')],
      ]),
    );
    expect(findings.map(({ line }) => line)).toEqual(
      findings.map(({ line }) => line).toSorted((a, b) => a - b),
    );
  });

  it('that is no JSON gets the line of its syntax error', () => {
    expect(lintClubFile('{\n  "name": "x",\n  oops\n}')).toMatchObject([{ path: '', line: 3 }]);
    expect(lintClubFile('')).toMatchObject([{ path: '', line: 1 }]);
  });
});
