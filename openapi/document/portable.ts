import type { Node } from './node.ts';

/**
 * Schemas in the spellings that generators of clients read, of the many in which JSON Schema says the same.
 * `{ const: true }` is not among them, nor a bare `null` or a closed object without properties: these become weaker.
 */

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const typesOf = ({ type }: Node): readonly string[] =>
  type === undefined ? [] : ([type].flat() as string[]);

const isNull = (schema: unknown): boolean => isNode(schema) && schema['type'] === 'null';

const typeOfValue = (value: unknown): string => {
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

const oneOrMore = (types: readonly string[]): string | readonly string[] =>
  types.length === 1 ? (types[0] ?? '') : types;

/** Keywords that say something about values of one type only. */
const KEYWORDS_OF: Readonly<Record<string, readonly string[]>> = {
  string: ['pattern', 'minLength', 'maxLength', 'format'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  array: ['items', 'minItems', 'maxItems'],
  object: ['properties', 'required', 'additionalProperties'],
};
const TYPED = new Set(Object.values(KEYWORDS_OF).flat());

const keywords = (schema: Node, isKept: (keyword: string) => boolean): Node =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => isKept(keyword)));

type Spelling = (schema: Node) => Node;

const withTypedConst: Spelling = (schema) => {
  const { const: value, ...rest } = schema;
  if (typeof value === 'boolean') return { type: 'boolean', ...rest };
  return value === undefined ? schema : { type: typeOfValue(value), ...schema };
};

const withTypedEnum: Spelling = (schema) =>
  Array.isArray(schema['enum']) && !('type' in schema)
    ? { type: oneOrMore([...new Set(schema['enum'].map(typeOfValue))]), ...schema }
    : schema;

/** The schema that also accepts `null`. @throws where it names no type to put it beside */
const orNull: Spelling = (schema) => {
  const types = typesOf(schema);
  if (types.length === 0) throw new TypeError(`No type to put null beside: ${JSON.stringify(schema)}`);
  return {
    ...schema,
    type: [...new Set([...types, 'null'])],
    ...(Array.isArray(schema['enum']) && { enum: [...new Set([...schema['enum'], null])] }),
  };
};

/** `null` beside other schemas joins the first: only one of them may accept it. */
const withoutNullVariant: Spelling = (schema) => {
  for (const union of ['anyOf', 'oneOf']) {
    const options = schema[union];
    if (!Array.isArray(options) || !options.some(isNull)) continue;
    const [first, ...others] = options.filter((one) => !isNull(one));
    const { [union]: _, ...rest } = schema;
    const inner = nullInside(first);
    return others.length === 0 ? { ...rest, ...inner } : { ...rest, [union]: [inner, ...others] };
  }
  return schema;
};

/** Where the schema is a union itself, its first variant takes the `null`. */
const nullInside = (schema: Node): Node => {
  const union = ['anyOf', 'oneOf'].find((keyword) => keyword in schema);
  if (union === undefined) return orNull(schema);
  const [first, ...others] = schema[union] as readonly Node[];
  return { ...schema, [union]: [{ ...first, ...nullInside(first ?? {}) }, ...others] };
};

const withTypedNull: Spelling = (schema) =>
  isNull(schema) ? { ...schema, type: ['string', 'null'] } : schema;

const withOneTypeEach: Spelling = (schema) => {
  const types = typesOf(schema).filter((type) => type !== 'null');
  if (types.length < 2) return schema;
  const options = types.map((type) => ({
    type,
    ...keywords(schema, (keyword) => KEYWORDS_OF[type]?.includes(keyword) === true),
  }));
  const [first, ...others] = options;
  const isNullable = typesOf(schema).includes('null');
  return {
    ...keywords(schema, (keyword) => keyword !== 'type' && !TYPED.has(keyword)),
    anyOf: [isNullable && first ? orNull(first) : first, ...others],
  };
};

const withItems: Spelling = (schema) =>
  typesOf(schema).includes('array') && !('items' in schema) ? { ...schema, items: {} } : schema;

const isEmpty = (node: unknown): boolean => !isNode(node) || Object.keys(node).length === 0;

const withOpenObject: Spelling = (schema) => {
  if (!typesOf(schema).includes('object') || !isEmpty(schema['properties'])) return schema;
  const { properties: _, ...rest } = schema;
  return {
    ...rest,
    additionalProperties: isNode(rest['additionalProperties']) ? rest['additionalProperties'] : true,
  };
};

const SPELLINGS: readonly Spelling[] = [
  withTypedConst,
  withTypedEnum,
  withTypedNull,
  withOneTypeEach,
  withItems,
  withOpenObject,
];

/** The schema with what `change` makes of each schema inside it, at any of these keywords. */
export const mapInside = (schema: Node, change: (inside: Node, keyword: string) => unknown): Node => {
  const one = (value: unknown, keyword: string): unknown => (isNode(value) ? change(value, keyword) : value);
  const each = (value: unknown, keyword: string): unknown =>
    isNode(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, one(inside, keyword)]))
      : value;
  const every = (value: unknown, keyword: string): unknown =>
    Array.isArray(value) ? value.map((inside) => one(inside, keyword)) : value;
  const places: Readonly<Record<string, (value: unknown, keyword: string) => unknown>> = {
    properties: each,
    items: one,
    additionalProperties: one,
    anyOf: every,
    oneOf: every,
    allOf: every,
  };
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, places[keyword]?.(value, keyword) ?? value]),
  );
};

/** Unions go first: a `null` variant is part of another one, not a schema of its own. */
export const portable = (schema: Node): Node =>
  SPELLINGS.reduce((before, spelling) => spelling(before), mapInside(withoutNullVariant(schema), portable));
