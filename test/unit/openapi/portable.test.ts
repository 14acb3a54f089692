import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { DOCUMENTS } from '../../../openapi/document/documents.ts';
import type { Node } from '../../../openapi/document/node.ts';
import { isNode, portable, typesOf } from '../../../openapi/document/portable.ts';
import fc from '../../support/property.ts';
import { valuesOf } from '../../support/schema-values.ts';

const ajv = new Ajv2020({ allowUnionTypes: true });

describe('a portable schema', () => {
  it.each([
    [{ const: true }, { type: 'boolean' }],
    [{ const: 'bearer' }, { type: 'string', const: 'bearer' }],
    [{ enum: ['a', 'b', null] }, { type: ['string', 'null'], enum: ['a', 'b', null] }],
    [
      { type: 'array', maxItems: 0 },
      { type: 'array', maxItems: 0, items: {} },
    ],
    [{ type: 'object' }, { type: 'object', additionalProperties: true }],
    [
      { type: 'object', properties: {}, additionalProperties: false },
      { type: 'object', additionalProperties: true },
    ],
    [{ type: 'null' }, { type: ['string', 'null'] }],
    [
      { type: ['string', 'integer', 'null'], pattern: 'x', minimum: 0, description: 'Either.' },
      {
        description: 'Either.',
        anyOf: [
          { type: ['string', 'null'], pattern: 'x' },
          { type: 'integer', minimum: 0 },
        ],
      },
    ],
    [
      { oneOf: [{ type: 'null' }, { type: 'object', properties: { a: {} } }] },
      { type: ['object', 'null'], properties: { a: {} } },
    ],
    [
      {
        anyOf: [
          {
            oneOf: [
              { type: 'object', properties: { a: {} } },
              { type: 'object', properties: { b: {} } },
            ],
          },
          { type: 'null' },
        ],
      },
      {
        oneOf: [
          { type: ['object', 'null'], properties: { a: {} } },
          { type: 'object', properties: { b: {} } },
        ],
      },
    ],
  ])('of %j is %j', (schema, spelled) => {
    expect(portable(schema)).toEqual(spelled);
  });

  it('accepts what the replies of the contracts accept', () => {
    for (const schema of CATALOGUE.flatMap(({ replies }) => Object.values(replies)) as Node[]) {
      const accepts = ajv.compile(portable(schema));
      fc.assert(
        fc.property(valuesOf(schema), (value) => {
          expect(accepts(value), ajv.errorsText(accepts.errors)).toBe(true);
        }),
        { numRuns: 20 },
      );
    }
  });
});

/** What generators of clients stumble over. */
const FAULTS: Readonly<Record<string, (schema: Node) => boolean>> = {
  'an array without items': (schema) => typesOf(schema).includes('array') && !('items' in schema),
  'a boolean constant': ({ const: value }) => typeof value === 'boolean',
  'several types': (schema) => typesOf(schema).filter((type) => type !== 'null').length > 1,
  'null alone': (schema) => typesOf(schema).join() === 'null',
  'a closed or unspecified object without properties': (schema) =>
    typesOf(schema).includes('object') && !('properties' in schema) && !schema['additionalProperties'],
  'values without a type': (schema) => ('enum' in schema || 'const' in schema) && !('type' in schema),
};

const schemasIn = (value: unknown): readonly Node[] => {
  if (Array.isArray(value)) return value.flatMap(schemasIn);
  if (!isNode(value)) return [];
  const { example: _, examples: __, ...rest } = value;
  return [value, ...Object.values(rest).flatMap(schemasIn)];
};

describe.each(Object.entries(DOCUMENTS))('%s', (_, make) => {
  it.each(Object.entries(FAULTS))('has no schema with %s', (_name, isFault) => {
    const { paths, components } = make() as { paths: Node; components: Node };
    const { examples: _examples, ...read } = components;
    expect(schemasIn({ paths, ...read }).filter((one) => isSchema(one) && isFault(one))).toEqual([]);
  });
});

/** A table of properties may have one with the name of a keyword. */
const isSchema = ({ type, enum: values }: Node): boolean => !isNode(type) && !isNode(values);
