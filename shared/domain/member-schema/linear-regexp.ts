import { RE2JS } from 're2js';

/** Compiled instructions a pattern may have; `{8,15}` and the like cost a few dozen. */
const LARGEST_PROGRAM = 1000;
/** Instructions × characters one match may cost. Linear time alone still means seconds for a large pattern on a large text. */
const MATCH_BUDGET = 2_500_000;

/** The shape that ajv requires of `code.regExp`. */
interface LinearRegExp {
  test(text: string): boolean;
  /** ajv shares compiled patterns by this text, so it must differ between patterns. */
  toString(): string;
}

/** `\k<name>` is the one back-reference that RE2JS takes for an escaped letter instead of refusing it. */
function hasNamedBackReference(pattern: string): boolean {
  return pattern.match(/\\[\s\S]/g)?.includes('\\k') ?? false;
}

/** What `\s` matches, as ranges (ECMA-262, CharacterClassEscape): RE2 matches only five ASCII characters. */
const WHITE_SPACE: readonly (readonly [number, number])[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

const range = (first: number, last: number): string => `\\x{${first.toString(16)}}-\\x{${last.toString(16)}}`;
const SPACES = WHITE_SPACE.map(([first, last]) => range(first, last)).join('');
/** All others: a class cannot hold a negated one. */
const OTHERS = [...WHITE_SPACE, [0x110000, 0x110000] as const]
  .map(([first], index) => range((WHITE_SPACE[index - 1]?.[1] ?? -1) + 1, first - 1))
  .join('');

/** Tokens that open, close or fill a character class; quoted text and named classes are additions of RE2. */
const TOKEN = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[:\^?\w+:\]|\[\^?\]?|\]/g;

/** The pattern with `\s` and `\S` spelt out. */
function withWhiteSpace(pattern: string): string {
  let inClass = false;
  return pattern.replace(TOKEN, (token) => {
    const ranges = token === '\\s' ? SPACES : token === '\\S' ? OTHERS : undefined;
    if (ranges !== undefined) return inClass ? ranges : `[${ranges}]`;
    if (token.startsWith('\\') || token.startsWith('[:')) return token;
    // A bracket that follows `[` or `[^` is a member of the class.
    inClass = inClass ? !token.endsWith(']') : true;
    return token;
  });
}

/** Compiles on RE2 (linear time, threat T11). @throws when RE2 does not know the syntax. */
function compiled(pattern: string): RE2JS {
  if (hasNamedBackReference(pattern)) throw new SyntaxError('named back-reference');
  return RE2JS.compile(withWhiteSpace(RE2JS.translateRegExp(pattern)));
}

/** Why a pattern is refused when a club is saved, as a sentence for the operator; `undefined` when it is fine. */
export function patternProblem(pattern: string): string | undefined {
  try {
    const size = compiled(pattern).programSize();
    return size > LARGEST_PROGRAM ? 'is a pattern with too many or too large repetitions' : undefined;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return `is not a supported pattern (${reason}); look-aheads, look-behinds and back-references are not supported`;
  }
}

/**
 * A draft-04 `pattern`: an unanchored search over code points.
 * A stored pattern that does not compile, and a match over budget, count as not matching: refusing is safe, crashing is not.
 */
export function linearRegExp(pattern: string): LinearRegExp {
  const source = `/${pattern}/`;
  try {
    const regExp = compiled(pattern);
    const longestText = MATCH_BUDGET / regExp.programSize();
    return { test: (text) => text.length <= longestText && regExp.test(text), toString: () => source };
  } catch {
    return { test: () => false, toString: () => source };
  }
}
