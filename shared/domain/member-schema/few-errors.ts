import type { MemberError } from '../members/member-errors.ts';

/** Errors of one property that are reported; a list of thousands of wrong items has as many. */
const MAX_ERRORS = 100;
/** Characters of all errors of a member, as JSON, that are reported in full: each may quote a long list of the schema. */
const MOST_CHARACTERS = 500_000;

/** An error that is only made when it is reported. */
interface FoundError {
  readonly property: string;
  readonly make: () => MemberError;
}

interface Reported {
  readonly errors: MemberError[];
  left: number;
}

/** Sets `left_out` of the last reported error to the number of omitted ones. */
const withRemainder = ({ errors, left }: Reported): readonly MemberError[] =>
  left === 0
    ? errors
    : errors.map((error, index) => (index === errors.length - 1 ? { ...error, left_out: left } : error));

/**
 * The first hundred errors of each property. Beyond the limit of all, a property has its first error alone, without
 * what goes with the code. Whatever is left out is counted: `left_out` of the last error that is reported.
 */
export function firstErrors(found: readonly FoundError[]): MemberError[] {
  const byProperty = new Map<string, Reported>();
  let room = MOST_CHARACTERS;
  for (const { property, make } of found) {
    const kept = byProperty.get(property) ?? { errors: [], left: 0 };
    byProperty.set(property, kept);
    if (kept.errors.length >= MAX_ERRORS || (room <= 0 && kept.errors.length > 0)) {
      kept.left += 1;
      continue;
    }
    const error = make();
    kept.errors.push(room > 0 ? error : { error: error.error, property });
    room -= JSON.stringify(error).length;
  }
  return [...byProperty.values()].flatMap(withRemainder);
}
