/**
 * What the value of a keyword is:
 * `plain` – data; `schema` – one schema; `flag` – a boolean or one schema; `items` – one schema or a list;
 * `list` – a list of schemas; `map` – schemas by name; `dependencies` – schemas or lists of names, by name;
 * `definitions` – schemas by name that only `$ref` reaches; `extends`, `disallow` – see prepare-schema.ts.
 */
export type KeywordShape =
  | 'plain'
  | 'schema'
  | 'flag'
  | 'items'
  | 'list'
  | 'map'
  | 'dependencies'
  | 'definitions'
  | 'extends'
  | 'disallow';

/**
 * Every keyword that this validator applies (JSON Schema Validation draft-04 §5, and the legacy ones of dialects.ts).
 * A keyword that is not here is ignored, as draft-04 asks; in particular none of ajv's own extensions is reachable.
 */
export const KEYWORDS: ReadonlyMap<string, KeywordShape> = new Map<string, KeywordShape>([
  ['type', 'plain'],
  ['enum', 'plain'],
  ['multipleOf', 'plain'],
  ['maximum', 'plain'],
  ['exclusiveMaximum', 'plain'],
  ['minimum', 'plain'],
  ['exclusiveMinimum', 'plain'],
  ['maxLength', 'plain'],
  ['minLength', 'plain'],
  ['pattern', 'plain'],
  ['format', 'plain'],
  ['maxItems', 'plain'],
  ['minItems', 'plain'],
  ['uniqueItems', 'plain'],
  ['maxProperties', 'plain'],
  ['minProperties', 'plain'],
  ['required', 'plain'],
  ['items', 'items'],
  ['additionalItems', 'flag'],
  ['properties', 'map'],
  ['patternProperties', 'map'],
  ['additionalProperties', 'flag'],
  ['dependencies', 'dependencies'],
  ['definitions', 'definitions'],
  ['allOf', 'list'],
  ['anyOf', 'list'],
  ['oneOf', 'list'],
  ['not', 'schema'],
  ['extends', 'extends'],
  ['disallow', 'disallow'],
  ['divisibleBy', 'plain'],
  ['maxDecimal', 'plain'],
]);

/** Keywords whose subschemas validate the same value as the schema they are in (so a `$ref` there may loop). */
export const IN_PLACE_KEYWORDS: ReadonlySet<string> = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'dependencies',
  'extends',
  'disallow',
]);
