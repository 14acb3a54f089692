import { ALWAYS_KNOWN } from './common-properties.ts';
import { dialectOf } from './dialects.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { prepareWith } from './prepare-schema.ts';
import type { MemberSchema } from './schema.ts';

/** Root keywords that compile-member-schema.ts answers itself, because blanks, nulls and identifiers have rules of their own. */
const ANSWERED_ELSEWHERE: ReadonlySet<string> = new Set(['required', 'properties']);

function withAlwaysKnown(properties: JsonObject): JsonObject {
  const unlisted = Object.entries(ALWAYS_KNOWN).filter(([name]) => !Object.hasOwn(properties, name));
  return { ...properties, ...Object.fromEntries(unlisted) };
}

/** The club's schema as ajv gets it; see prepare-schema.ts for what is left out and why. */
export function prepareMemberSchema(schema: MemberSchema): JsonObject {
  const preparation = prepareWith(schema, dialectOf(schema.$schema));
  const keywords = Object.entries(schema)
    .filter(([name, value]) => !ANSWERED_ELSEWHERE.has(name) && !isClosing(name, value))
    .map(([name, value]) => [name, preparation.keyword(name, value)] as const)
    .filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(keywords),
    properties: preparation.keyword('properties', withAlwaysKnown(schema.properties)),
    definitions: preparation.definitions(),
  };
}

/** `additionalProperties: true | false` at the root is the business of common-properties.ts. */
function isClosing(name: string, value: unknown): boolean {
  return name === 'additionalProperties' && !isJsonObject(value);
}
