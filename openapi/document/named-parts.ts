import type { Node } from './node.ts';
import { ref } from './node.ts';
import { isNode, mapInside, typesOf } from './portable.ts';

/**
 * Gives the objects inside of a component names of their own, `TemplatePayloadEmailContent`: generators of clients
 * make a type of each, and would number them otherwise. An object that may be `null` stays in its place.
 */

/** `member-bulks.create-or-update` → `MemberBulksCreateOrUpdate`. */
export const pascal = (text: string): string =>
  text.replace(/(?:^|[^A-Za-z0-9])([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const singular = (name: string): string =>
  name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.endsWith('s') ? name.slice(0, -1) : `${name}Item`;

/** What a property may be, where the schema lists it. */
const valuesAt = (schema: Node, property: string): readonly unknown[] | undefined => {
  const inside = (schema['properties'] as Readonly<Record<string, Node>> | undefined)?.[property];
  if (inside === undefined) return undefined;
  return 'const' in inside ? [inside['const']] : (inside['enum'] as readonly unknown[] | undefined);
};

/** Names of the variants of a union: by the properties that list other values in each, or by number. */
const variantNames = (variants: readonly Node[]): readonly string[] => {
  const differs = (property: string): boolean => {
    const values = variants.map((variant) => valuesAt(variant, property)?.[0]);
    return !values.includes(undefined) && new Set(values).size > 1;
  };
  const tags = Object.keys((variants[0]?.['properties'] as Node | undefined) ?? {}).filter(differs);
  const names = variants.map((variant) =>
    tags.map((tag) => pascal(String(valuesAt(variant, tag)?.[0]))).join(''),
  );
  return new Set(names).size === variants.length ? names : variants.map((_, index) => String(index + 1));
};

const isNamable = (schema: Node): boolean =>
  typesOf(schema).join() === 'object' && isNode(schema['properties']);

export const withNamedParts = (schemas: Readonly<Record<string, Node>>): Readonly<Record<string, Node>> => {
  const named = new Map<string, Node>();

  const add = (name: string, schema: Node): void => {
    if (named.has(name) || (name in schemas && schemas[name] !== schema))
      throw new Error(`Two schemas have the name ${name}`);
    named.set(name, schema);
  };

  const part = (name: string, schema: Node): Node => {
    if (!isNamable(schema)) return inside(name, schema);
    // Its place in the list is before that of its own parts.
    add(name, schema);
    named.set(name, inside(name, schema));
    return ref('schemas', name);
  };

  const inside = (name: string, schema: Node): Node => {
    const { properties, anyOf, oneOf } = schema as Readonly<Record<string, unknown>>;
    const keyOf = new Map<Node, string>();
    for (const [key, one] of Object.entries((properties as Node | undefined) ?? {}))
      if (isNode(one)) keyOf.set(one, pascal(key));
    for (const variants of [anyOf, oneOf]) {
      if (!Array.isArray(variants)) continue;
      for (const [index, name] of variantNames(variants).entries()) keyOf.set(variants[index], name);
    }
    return mapInside(schema, (one, keyword) => {
      if (keyword === 'items') return part(singular(name), one);
      return part(`${name}${keyOf.get(one) ?? 'Value'}`, one);
    });
  };

  for (const [name, schema] of Object.entries(schemas)) {
    add(name, schema);
    named.set(name, inside(name, schema));
  }
  return Object.fromEntries(named);
};
