import { describe, expect, it } from 'vitest';
import { checkMemberSchema } from '#shared/domain/member-schema/check-member-schema.ts';
import { compileMemberSchema } from '#shared/domain/member-schema/compile-member-schema.ts';
import { memberSchema, sampleSchema } from '../../../support/member-schema.ts';
import fc from '../../../support/property.ts';
import { nested, REFUSED } from './refused-schemas.ts';

describe('saving a club', () => {
  it.each([undefined, null, 5, 'schema', []])('with %j for a member schema is refused', (schema) => {
    expect(checkMemberSchema(schema)).toEqual([{ path: '', problem: 'must be a JSON object' }]);
  });

  it.each(REFUSED)('with %s is refused', (_title, overrides, path, words) => {
    const problems = checkMemberSchema(JSON.parse(JSON.stringify(memberSchema(overrides))));
    expect(problems).toContainEqual({ path, problem: expect.stringMatching(words) });
  });

  it('names every problem, once per place', () => {
    const problems = checkMemberSchema(
      memberSchema({ identifiers: [], languages: [], properties: { p: { type: 'text' } } }),
    );
    expect(problems.map(({ path }) => path)).toEqual([
      '/identifiers',
      '/languages',
      '/default_language',
      '/properties/p/type',
    ]);
  });

  it.each([
    ['the documented sample', {}],
    [
      'the widest consents',
      {
        consents: {
          news: { version: '1', required: false, show_in_profile: true, show_at_registration: false },
        },
      },
    ],
    [
      'properties named like keywords',
      { properties: { id: {}, $ref: {}, $data: {}, const: {}, toString: {}, pattern: {} } },
    ],
    [
      'a schema that recurses over data',
      {
        definitions: { n: { properties: { c: { items: { $ref: '#/definitions/n' } } } } },
        properties: { p: { $ref: '#/definitions/n' } },
      },
    ],
    ['a reference to a property', { properties: { a: { type: 'string' }, b: { $ref: '#/properties/a' } } }],
    [
      'unknown annotations and formats',
      { properties: { p: { 'x-order': 1, title: 'P', format: 'colour', default: 'a' } } },
    ],
    ['no $schema', { $schema: undefined }],
    ['required identifiers that it does not list', { required: ['email', 'msisdn', 'language'] }],
    ['sixteen levels', { properties: { p: nested({ enum: [1] }) } }],
    ['a thousand enum members', { properties: { p: { enum: Array.from({ length: 1000 }, (_, i) => i) } } }],
  ])('with %s is fine', (_title, overrides) => {
    const schema = { ...sampleSchema(), required: ['email'], ...overrides };
    expect(checkMemberSchema(JSON.parse(JSON.stringify(schema)))).toEqual([]);
  });

  it('never throws, and never lets through what does not compile', () => {
    const keyword = fc.constantFrom(
      'type',
      'enum',
      'properties',
      'items',
      'not',
      'anyOf',
      '$ref',
      'pattern',
      'format',
      'required',
      'dependencies',
      'id',
      'minimum',
      'additionalProperties',
    );
    const scalar = fc.oneof(
      fc.constantFrom('string', 'integer', '#', '#/properties/p', '#/properties', '(a', '__proto__'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(keyword, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.dictionary(keyword, value, { maxKeys: 4 }), value, (definition, sent) => {
        const schema = memberSchema({ properties: { p: definition } });
        if (checkMemberSchema(schema).length === 0) compileMemberSchema(schema)({ p: sent });
      }),
      { numRuns: 300 },
    );
  });
});
