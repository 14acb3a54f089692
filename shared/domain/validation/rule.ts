import type { Problem } from './problem.ts';

/** JSON Schema; `false` is that of a key which must be absent. */
export type RuleSchema = Readonly<Record<string, unknown>> | false;

/** A rule validates a value and returns its problems; no problem = the value is what the rule's name states. */
export interface Rule {
  (value: unknown): readonly Problem[];
  /** The schema of the value in the API document; absent where JSON Schema cannot express it. */
  readonly schema?: () => RuleSchema;
}

export const withSchema = (schema: () => RuleSchema, check: Rule): Rule =>
  Object.assign((value: unknown) => check(value), { schema });

/** The schema that a rule keeps: it accepts each value that the rule accepts, besides keys that no rule names. */
export const schemaOf = (rule: Rule): RuleSchema => rule.schema?.() ?? {};

type Node = Exclude<RuleSchema, false>;
type Variants = readonly Node[];
const isVariants = (schema: Node): schema is { readonly oneOf: Variants } => 'oneOf' in schema;

const refuse = (one: unknown, other: unknown): never => {
  throw new TypeError(`Two rules of one value state ${JSON.stringify(one)} and ${JSON.stringify(other)}`);
};

/** How two values of the same keyword become one. */
const KEYWORDS: Readonly<Record<string, (one: never, other: never) => unknown>> = {
  required: (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])],
  properties: (one: Readonly<Record<string, Node>>, other: Readonly<Record<string, Node>>) => ({
    ...one,
    ...Object.fromEntries(
      Object.entries(other).map(([key, schema]) => [key, bothOf(one[key] ?? {}, schema)]),
    ),
  }),
  items: (one: Node, other: Node) => bothOf(one, other),
  type: (one: string, other: string) =>
    one === 'number' && other === 'integer' ? 'integer' : refuse(one, other),
  enum: (one: readonly unknown[], other: readonly unknown[]) => one.filter((value) => other.includes(value)),
};

/** The schema of values that keep both. @throws where a keyword has two values that no row makes one */
export const bothOf = (one: RuleSchema, other: RuleSchema): RuleSchema => {
  if (one === false || other === false) return false;
  if (isVariants(one)) return { oneOf: one.oneOf.map((variant) => bothOf(variant, other)) };
  if (isVariants(other)) return { oneOf: other.oneOf.map((variant) => bothOf(one, variant)) };
  const merged: Record<string, unknown> = { ...one };
  for (const [keyword, value] of Object.entries(other)) {
    const before = merged[keyword];
    const merge = KEYWORDS[keyword] ?? refuse;
    const same = before === undefined || JSON.stringify(before) === JSON.stringify(value);
    merged[keyword] = same ? value : merge(before as never, value as never);
  }
  if ('const' in merged) delete merged['enum'];
  return merged;
};

const orNull = (schema: Node): Node => {
  const { type, enum: values } = schema as Record<string, readonly unknown[] | undefined>;
  if ('properties' in schema || isVariants(schema)) return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    ...(type !== undefined && { type: [...new Set([type, 'null'].flat())] }),
    ...(values !== undefined && { enum: [...new Set([...values, null])] }),
  };
};

/** The schema of what is at a key or an index: `null` belongs to it where the rule accepts it. */
export const valueSchema = (rule: Rule): RuleSchema => {
  const schema = schemaOf(rule);
  return schema !== false && rule(null).length === 0 ? orNull(schema) : schema;
};

/** Of an object: a key is required where the rule does not accept its absence. Other keys are dropped (contract §1.5). */
export const objectSchema = (table: Readonly<Record<string, Rule>>): RuleSchema => {
  const rows = Object.entries(table)
    .map(([key, rule]) => ({ key, rule, schema: valueSchema(rule) }))
    .filter(({ schema }) => schema !== false);
  const required = rows.filter(({ rule }) => rule(undefined).length > 0).map(({ key }) => key);
  return {
    type: 'object',
    properties: Object.fromEntries(rows.map(({ key, schema }) => [key, schema])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};

/** Of objects whose `tag` decides which row they keep; tags with equal rows share a variant. */
export const variantsSchema = (tag: string, rows: Readonly<Record<string, Rule>>): RuleSchema => {
  const bySchema = Map.groupBy(Object.entries(rows), ([, rule]) => JSON.stringify(schemaOf(rule)));
  const variants = [...bySchema.values()].map((alike) => {
    const tags = alike.map(([name]) => name);
    const named = tags.length === 1 ? { const: tags[0] } : { enum: tags };
    const [, rule] = alike[0] ?? [];
    const row = rule ? schemaOf(rule) : {};
    return bothOf(
      { type: 'object', properties: { [tag]: named }, required: [tag], additionalProperties: false },
      row,
    );
  });
  return { oneOf: variants };
};
