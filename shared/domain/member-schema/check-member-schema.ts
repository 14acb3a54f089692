import { checkClubKeys } from './check-club-keys.ts';
import { checkMetaSchema } from './check-meta-schema.ts';
import { checkSchemaPlaces } from './check-schema-places.ts';
import { checkSize } from './check-size.ts';
import { compileMemberSchema } from './compile-member-schema.ts';
import { grouped } from './grouped.ts';
import { isJsonObject } from './json-value.ts';
import { propertyNameCheck } from './known-properties.ts';
import type { MemberSchema } from './schema.ts';
import type { SchemaProblem } from './schema-problem.ts';

export type { SchemaProblem } from './schema-problem.ts';

/** A member could neither leave such a property out nor send it. */
function checkRequired(schema: MemberSchema): SchemaProblem[] {
  const refusal = propertyNameCheck(schema);
  return (schema.required ?? []).flatMap((name, index) =>
    refusal(name) === undefined
      ? []
      : [{ path: `/required/${index}`, problem: `requires "${name}", which no rule of the schema allows` }],
  );
}

function checkCompiles(schema: MemberSchema): SchemaProblem[] {
  try {
    compileMemberSchema(schema);
    return [];
  } catch (cause) {
    return [
      { path: '', problem: `cannot be used: ${cause instanceof Error ? cause.message : String(cause)}` },
    ];
  }
}

/** One problem per place; the rules say more to an operator than the meta-schema and come first. */
function oncePerPath(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const byPath = grouped(problems, ({ path }) => path);
  return [...byPath.values()].flatMap((found) => found.slice(0, 1));
}

/**
 * Everything that is wrong with a member schema, `[]` when a club may be saved with it (contract §2.4; threats T11-T13).
 * A schema that passes always compiles, and validates in bounded time without reaching outside itself.
 */
export function checkMemberSchema(schema: unknown): SchemaProblem[] {
  if (!isJsonObject(schema)) return [{ path: '', problem: 'must be a JSON object' }];
  const tooLarge = checkSize(schema);
  if (tooLarge.length > 0) return tooLarge;
  const problems = oncePerPath([
    ...checkClubKeys(schema),
    ...checkSchemaPlaces(schema),
    ...checkMetaSchema(schema),
  ]);
  if (problems.length > 0) return problems;
  // Every rule about the shape of MemberSchema has passed.
  const wellFormed = schema as MemberSchema;
  return [...checkRequired(wellFormed), ...checkCompiles(wellFormed)];
}
