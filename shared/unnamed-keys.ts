type Node = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const accepts = (schema: unknown, value: unknown): boolean => {
  if (!isObject(schema)) return true;
  const { const: only, enum: some } = schema;
  return (only === undefined || only === value) && (!Array.isArray(some) || some.includes(value));
};

/** Whether a variant is that of an object: it accepts the values that decide between variants. */
const fits = (variant: unknown, value: unknown): boolean => {
  if (!isObject(variant) || !isObject(variant['properties'])) return isObject(variant);
  const tags = Object.entries(variant['properties']);
  return tags.every(([key, schema]) => !isObject(value) || !(key in value) || accepts(schema, value[key]));
};

/** Schemas that a value keeps, without variants. */
const nodesFor = (schema: unknown, value: unknown): readonly Node[] => {
  if (!isObject(schema)) return [];
  const variants = schema['oneOf'] ?? schema['anyOf'];
  if (!Array.isArray(variants)) return schema['type'] === 'null' ? [] : [schema];
  return variants.filter((one) => fits(one, value)).flatMap((one) => nodesFor(one, value));
};

const propertyIn = ({ properties, additionalProperties }: Node, key: string): unknown =>
  isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : (additionalProperties ?? {});

interface Options {
  /** Makes of other spellings of an object what they are read as. */
  readonly read?: (value: Node) => Node;
  /** Schemas of what is at a key, where the schema says less. */
  readonly at?: Readonly<Record<string, object>>;
}

/** Adds keys that a value has and its closed schema does not name, at each depth. */
export const addUnnamedKeys = (
  schemas: readonly unknown[],
  sent: unknown,
  found: Set<string>,
  options: Options = {},
): void => {
  const { read = (same: Node) => same, at = {} } = options;
  const value = isObject(sent) ? read(sent) : sent;
  const nodes = schemas.flatMap((schema) => nodesFor(schema, value));
  if (Array.isArray(value)) {
    const items = nodes.map(({ items }) => items);
    for (const item of value) addUnnamedKeys(items, item, found, options);
  } else if (isObject(value)) {
    for (const [key, inside] of Object.entries(value)) {
      const named = nodes.map((node) => propertyIn(node, key)).filter((one) => one !== false);
      if (named.length > 0) addUnnamedKeys(at[key] ? [at[key]] : named, inside, found, options);
      else if (nodes.length > 0) found.add(key);
    }
  }
};
