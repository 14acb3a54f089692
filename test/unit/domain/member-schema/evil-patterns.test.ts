import { describe, expect, it } from 'vitest';
import { linearRegExp, patternProblem } from '#shared/domain/member-schema/linear-regexp.ts';
import fc from '../../../support/property.ts';

const LONG = 50_000;

/** Patterns on which a backtracking engine takes exponential or polynomial time. */
const EVIL: readonly (readonly [pattern: string, text: string])[] = [
  ['(a+)+$', `${'a'.repeat(LONG)}!`],
  ['^(a+)+$', `${'a'.repeat(LONG)}!`],
  ['(a|a)*$', `${'a'.repeat(LONG)}!`],
  ['(a|aa)+$', `${'a'.repeat(LONG)}!`],
  ['(.*)*x', 'a'.repeat(LONG)],
  ['(x+x+)+y', 'x'.repeat(LONG)],
  ['^([a-zA-Z0-9])(([.-]|_+)?([a-zA-Z0-9]+))*@x$', 'a'.repeat(LONG)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(LONG)],
  ['\\s+$', `${' '.repeat(LONG)}x`],
  ['(a?){50}a{50}$', `${'a'.repeat(LONG)}!`],
  ['(\\p{L}{0,9}){0,20}$', 'æ'.repeat(LONG)],
];

describe('a pattern', () => {
  it.each(EVIL)('%s comes to an end on a long text', (pattern, text) => {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(typeof linearRegExp(pattern).test(text)).toBe('boolean');
  });

  it.each(['(?=a)b', '(?!a)b', '(?<=a)b', '(?<!a)b', '(a)\\1', '(?<n>a)\\k<n>'])(
    '%s is refused with the reason',
    (pattern) => {
      expect(patternProblem(pattern)).toMatch(
        /look-aheads, look-behinds and back-references are not supported/,
      );
    },
  );

  it.each(['[a-z', '(a', '*a', 'a{1001}', '(a{1000}){1000}'])(
    '%s is refused because it is no pattern',
    (pattern) => {
      expect(patternProblem(pattern)).toBeDefined();
    },
  );

  it.each(['((a?){30}){30}', '(\\d{100}-){9}'])('%s is either small enough or refused', (pattern) => {
    expect(typeof linearRegExp(pattern).test('a'.repeat(LONG))).toBe('boolean');
  });

  it('that is too large for a text does not match it', () => {
    expect(linearRegExp('(a?){300}a').test('a'.repeat(10))).toBe(true);
    expect(linearRegExp('(a?){300}a').test('a'.repeat(LONG))).toBe(false);
  });

  it.each([
    '^[\\w.-]+$',
    '^\\d{4}$',
    '^[A-ZÆØÅ][a-zæøå]+$',
    '^(?:yes|no)$',
    '^\\+?[0-9 ]{8,}$',
    '^(?i)abc$',
    '^#[0-9a-f]{6}$',
  ])('%s of everyday use is accepted', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab()[]{}*+?|^$\\.,-:=!<>pdws019') }),
        fc.string(),
        (pattern, text) => {
          patternProblem(pattern);
          linearRegExp(pattern).test(text);
        },
      ),
    );
  });
});
