import { expect, it } from 'vitest';
import { clausesOf, neutral } from './clauses.ts';
import { mutantsOf, mutated } from './mutants.ts';
import { parse } from './syntax.ts';
import { probed } from './transform.ts';

const clauses = (text: string) =>
  clausesOf(text).map(({ start, end, joined }) => `${joined} ${text.slice(start, end)}`);

it.each([
  ['n = :seen', ['AND n = :seen']],
  ['n = :seen AND epoch = :epoch', ['AND n = :seen', 'AND epoch = :epoch']],
  ['attribute_not_exists(pk) OR #v = :v', ['OR attribute_not_exists(pk)', 'OR #v = :v']],
  ['a = :a AND (b = :b OR c <= :c)', ['AND a = :a', 'OR b = :b', 'OR c <= :c']],
  ['a BETWEEN :a AND :b AND c > :c', ['AND a BETWEEN :a AND :b', 'AND c > :c']],
])('clauses of %s', (text, expected) => {
  expect(clauses(text)).toEqual(expected);
});

it('takes a clause’s effect away and keeps its names', () => {
  expect(neutral('n = :seen', 'AND')).toBe('(n = :seen OR NOT n = :seen)');
  expect(neutral('n = :seen', 'OR')).toBe('(n = :seen AND NOT n = :seen)');
});

const changes = (source: string) => mutantsOf('a.ts', source).map((mutant) => mutated(source, mutant));

it.each([
  ['if (a(x)) y();', ['if (true) y();', 'if (false) y();', 'if (a(x)) ;']],
  ['const f = a && b;', ['const f = (a);', 'const f = (b);']],
  ['const f = (a ?? 0) + 1;', ['const f = (a ?? 0) - 1;', 'const f = ((a)) + 1;', 'const f = ((0)) + 1;']],
  ['const f = a < b;', ['const f = true;', 'const f = false;', 'const f = a <= b;']],
  ["const f = a?.['b'] as string;", ["const f = a['b'] as string;"]],
  ['const f = all.filter(one);', ['const f = all;']],
  ['const f: true = g<false>();', []],
  ['runtime.log.info({ a: b ?? c });', []],
  [
    'const f = { Key: k, ConditionExpression: absent, ...seen };',
    ['const f = { Key: k, ...seen };', 'const f = { Key: k, ConditionExpression: absent };'],
  ],
  ['update(db, key, set, { version: 1 });', [';', 'update(db, key, set, {  });']],
])('mutants of %s', (source, expected) => {
  expect(changes(source)).toEqual(expected);
});

it('notes what is reached without changing what it does', () => {
  const source = 'const f = (a: { b?: number }) => { if (a.b === 1) return a?.b ?? 2; };';
  const file = { file: 'a.ts', source, hash: '', mutants: mutantsOf('a.ts', source) };
  expect(() => parse(probed(file))).not.toThrow();
  expect(probed(file)).toMatch(/if \(\(globalThis\.__reached\?\.add\('a\.ts \d+-\d+'\),a\.b === 1\)\)/);
});
