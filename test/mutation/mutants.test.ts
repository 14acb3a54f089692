import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { clausesOf, neutral } from './clauses.ts';
import { mutantsOf, mutated } from './mutants.ts';
import { choose, schemata } from './schemata.ts';
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
  expect(probed(file)).toMatch(/if \(\(globalThis\.__seen \?\? .*\('a\.ts \d+-\d+', \(a\.b === 1\)\)\) /);
});

it('holds every mutant of a function in one text, of which one at a time is in place', async () => {
  const source = `const LIMIT = 1 && 3;
export const isFull = (count: number): boolean => count >= LIMIT;
export const above = (limit: number) => (count: number): boolean => count > limit;
export async function* upTo(n: number): AsyncGenerator<number> { for (let i = 0; i < n; i += 1) yield i; }`;
  const file = { file: 'a.ts', source, hash: '', mutants: mutantsOf('a.ts', source) };
  const { source: all, chosen } = schemata(file, (mutant) => file.mutants.indexOf(mutant));
  // What is computed once cannot be chosen later.
  expect(file.mutants.filter((mutant) => !chosen.includes(mutant)).map(({ id }) => id)).toEqual([
    'LIMIT: 1 && 3 → (1)',
    'LIMIT: 1 && 3 → (3)',
  ]);
  globalThis.__choose = choose;
  const { isFull, above, upTo } = await import(
    `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(all))}`
  );
  // Made before any mutant is in place, as the steps of a request are.
  const isAbove = above(3);
  const seen = async () => {
    const numbers: number[] = [];
    for await (const number of upTo(2)) if (numbers.push(number) === 9) break;
    return [isFull(3), numbers.length, isAbove(3)];
  };
  const of: Record<string, unknown> = {};
  for (const [number, { id }] of file.mutants.entries()) {
    globalThis.__mutant = number;
    of[id] = await seen();
  }
  globalThis.__mutant = undefined;
  expect(await seen()).toEqual([true, 2, false]);
  expect(of).toMatchObject({
    'isFull: count >= LIMIT → false': [false, 2, false],
    'isFull: count >= LIMIT → count > LIMIT': [false, 2, false],
    'above: count > limit → true': [true, 2, true],
    'above: count > limit → count >= limit': [true, 2, true],
    'upTo: i < n → false': [true, 0, false],
    'upTo: i < n → i <= n': [true, 3, false],
  });
});
