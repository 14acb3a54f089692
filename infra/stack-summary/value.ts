/** A value of a template. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Value[]
  | { readonly [name: string]: Value };

/** The value below another under these names or positions; undefined where one is missing. */
export const at = (value: Value, ...path: readonly (string | number)[]): Value =>
  path.reduce<Value>(
    (found, step) =>
      typeof found === 'object' && found !== null
        ? (found as Readonly<Record<string | number, Value>>)[step]
        : undefined,
    value,
  );

/** The members of a list; a single value is a list of one. */
export const listOf = (value: Value): readonly Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
