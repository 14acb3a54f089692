import { RE2JS } from 're2js';

/** Compiled instructions a pattern may have; `{8,15}` and the like cost a few dozen. */
const LARGEST_PROGRAM = 1000;
/** Instructions × characters one match may cost. Linear time alone still means seconds for a large pattern on a large text. */
const MATCH_BUDGET = 2_500_000;

/** The shape ajv wants from `code.regExp`. */
interface LinearRegExp {
  test(text: string): boolean;
  /** ajv shares compiled patterns by this text, so it must differ between patterns. */
  toString(): string;
}

/** `\k<name>` is the one back-reference that RE2JS takes for an escaped letter instead of refusing it. */
function hasNamedBackReference(pattern: string): boolean {
  return pattern.match(/\\[\s\S]/g)?.includes('\\k') ?? false;
}

/** Compiles on RE2 (linear time, threat T11). @throws when RE2 does not know the syntax. */
function compiled(pattern: string): RE2JS {
  if (hasNamedBackReference(pattern)) throw new SyntaxError('named back-reference');
  return RE2JS.compile(RE2JS.translateRegExp(pattern));
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
