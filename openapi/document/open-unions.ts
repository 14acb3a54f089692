import type { Node } from './node.ts';
import { isNode, typesOf } from './portable.ts';

/**
 * A union with a list or a map in it becomes any JSON: generators for languages without such unions write code for it
 * that does not compile. Only bodies of errors have them.
 */

type Schemas = Readonly<Record<string, Node>>;

const isContainer = (schema: Node, schemas: Schemas): boolean => {
  const { $ref } = schema;
  if (typeof $ref === 'string')
    return isContainer(schemas[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {}, schemas);
  const types = typesOf(schema);
  return types.includes('array') || (types.includes('object') && !('properties' in schema));
};

const opened = (value: unknown, schemas: Schemas): unknown => {
  if (Array.isArray(value)) return value.map((one) => opened(one, schemas));
  if (!isNode(value)) return value;
  const { anyOf, oneOf, ...rest } = value;
  const variants = anyOf ?? oneOf;
  const isOpen = Array.isArray(variants) && variants.some((one: Node) => isContainer(one, schemas));
  return Object.fromEntries(
    Object.entries(isOpen ? rest : value).map(([key, inside]) => [key, opened(inside, schemas)]),
  );
};

export const withOpenUnions = (document: Node): Node =>
  opened(document, (document['components'] as { schemas: Schemas }).schemas) as Node;
