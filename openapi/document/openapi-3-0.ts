import type { Node } from './node.ts';
import { isNode, mapInside, typesOf } from './portable.ts';

/** A document in OpenAPI 3.0, which most generators of clients read best. @see https://spec.openapis.org/oas/v3.0.4.html */

/** In 3.0 a reference has nothing beside it. */
const withLoneReference = (schema: Node): Node => {
  const { $ref, ...beside } = schema;
  return $ref === undefined || Object.keys(beside).length === 0 ? schema : { allOf: [{ $ref }], ...beside };
};

const withNullable = (schema: Node): Node => {
  const types = typesOf(schema);
  if (!types.includes('null')) return schema;
  return { ...schema, type: types.find((type) => type !== 'null'), nullable: true };
};

/** Generators make a type of numbers of an enum, which has no place for its null: bounds say the same of integers in a row. */
const withBounds = (schema: Node): Node => {
  const { enum: values, ...rest } = schema;
  if (schema['type'] !== 'integer' || !schema['nullable'] || !Array.isArray(values)) return schema;
  const numbers = values.filter((value) => typeof value === 'number');
  const [minimum, maximum] = [Math.min(...numbers), Math.max(...numbers)];
  return maximum - minimum === numbers.length - 1 ? { ...rest, minimum, maximum } : schema;
};

const withEnum = (schema: Node): Node => {
  const { const: value, ...rest } = schema;
  return value === undefined ? schema : { ...rest, enum: [value] };
};

const schema30 = (schema: Node): Node =>
  [withLoneReference, withNullable, withBounds, withEnum].reduce(
    (before, change) => change(before),
    mapInside(schema, schema30),
  );

/** Examples hold values, not pieces of the document. */
const VALUES = new Set(['example', 'value']);

const mapSchemas = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(mapSchemas);
  if (!isNode(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, inside]) => {
      if (VALUES.has(key)) return [key, inside];
      if (key === 'schema') return [key, schema30(inside as Node)];
      if (key === 'schemas')
        return [
          key,
          Object.fromEntries(
            Object.entries(inside as Node).map(([name, schema]) => [name, schema30(schema as Node)]),
          ),
        ];
      return [key, mapSchemas(inside)];
    }),
  );
};

const LICENSE = { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0.html' };

export const toOpenApi30 = (document: Node): Node => ({
  ...(mapSchemas(document) as Node),
  openapi: '3.0.4',
  info: { ...(document['info'] as Node), license: LICENSE },
});
