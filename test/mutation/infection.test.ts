import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { installObservers, takeReached } from './infection.ts';
import { type Mutant, mutantsOf, mutated } from './mutants.ts';
import { probed, probeKey } from './transform.ts';

type Value = number | string | boolean | null | undefined | { n?: number; all?: readonly number[] };
type Subject = (a: Value, b: Value) => unknown;

const loaded = async (source: string): Promise<Subject> =>
  (await import(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(source))}`)).f;

const VALUES: readonly Value[] = [0, 1, 2, '', 'x', true, false, null, undefined, { n: 1 }, { all: [1, 2] }];
const PAIRS = VALUES.flatMap((a) => VALUES.map((b) => [a, b] as const));

const answerOf = (f: Subject, [a, b]: readonly [Value, Value]): string => {
  try {
    return JSON.stringify([f(a, b)]);
  } catch (error) {
    return String(error);
  }
};

const sourceOf = (body: string): string => `export const f = (a: any, b: any) => { ${body} };`;

const BODIES = [
  'if (a && b) return 1; return 2;',
  'if (a === b || !b) return 1; return 2;',
  'return a?.all?.length ?? b ?? 3;',
  'return a && b;',
  'return a || b;',
  'return !(a && b) ? a?.n : b?.n;',
  'return a < b;',
  'return a >= b ? a : b;',
  'return [a, b].filter((one) => one !== null).length > 1 && a !== b;',
  'let n = 0; while (n < a && n < 5) n += 1; return n;',
  'return (a?.all ?? []).some((one: number) => one > 1 || one === b);',
  'let n = 0; const grow = () => (n += 1); if (a || grow()) return n; return -n;',
];

it.each(BODIES)('sees whatever can make a mutant differ: %s', async (body) => {
  installObservers();
  const source = sourceOf(body);
  const file = { file: 'a.ts', source, hash: '', mutants: mutantsOf('a.ts', source) };
  const noted = await loaded(probed(file));
  const original = await loaded(source);
  const unseen: string[] = [];
  const differs = new Map<Mutant, Subject>();
  for (const mutant of file.mutants) differs.set(mutant, await loaded(mutated(source, mutant)));
  for (const pair of PAIRS) {
    takeReached();
    const answer = answerOf(noted, pair);
    expect(answer).toBe(answerOf(original, pair));
    const seen = new Set(takeReached());
    for (const [mutant, changed] of differs) {
      const isSeen = seen.has(`a.ts ${probeKey(mutant.probe)}`);
      // A loop that never ends is none of these: forced conditions of loops are false.
      if (!isSeen && answerOf(changed, pair) !== answer) unseen.push(`${mutant.id} ${JSON.stringify(pair)}`);
    }
  }
  expect(unseen).toEqual([]);
});

it('counts neither what never has the value that would differ, nor more than that', () => {
  const probes = mutantsOf('a.ts', sourceOf('if (a && isB(b)) return a?.n ?? 0; return go(a) && b;'));
  expect(probes.map(({ id, probe }) => [id, 'sees' in probe ? probe.sees : 'reached'])).toEqual([
    ['f: a && isB(b) → true', 'falsy'],
    ['f: a && isB(b) → false', 'truthy'],
    ['f: a && isB(b) → (a)', 'falsy'],
    ['f: a && isB(b) → (isB(b))', 'falsy'],
    ['f: a?.n ?? 0 → (a?.n)', 'nullish'],
    ['f: a?.n ?? 0 → (0)', 'present'],
    ['f: a?.n → a.n', 'nullish'],
    ['f: go(a) && b → (go(a))', 'truthy'],
    ['f: go(a) && b → (b)', 'reached'],
  ]);
});
