import { describe, expect, it } from 'vitest';
import { compileMemberSchema } from '#shared/domain/member-schema/compile-member-schema.ts';
import { memberSchema } from '../../../support/member-schema.ts';

const codes = (errors: readonly { readonly error: string }[] = []) => errors.map(({ error }) => error);

describe('a stored schema that should have been refused', () => {
  it('refuses values instead of running for ever when a $ref leads back to itself', () => {
    const schema = memberSchema({
      definitions: { a: { $ref: '#/definitions/a' } },
      properties: { p: { $ref: '#/definitions/a' } },
    });
    expect(compileMemberSchema(schema)({ p: 1 })).toEqual({
      properties: [{ error: 'invalid_schema', property: 'properties' }],
    });
  });

  it('refuses values instead of doubling its work with every level of data', () => {
    const child = { properties: { c: { $ref: '#/definitions/n' } } };
    const schema = memberSchema({
      definitions: { n: { allOf: [child, child, child, child] } },
      properties: { p: { $ref: '#/definitions/n' } },
    });
    let data: unknown = {};
    for (let level = 0; level < 20; level += 1) data = { c: data };
    expect(compileMemberSchema(schema)({ p: data })).toEqual({
      properties: [{ error: 'invalid_schema', property: 'properties' }],
    });
  });

  it('refuses values that a pattern it cannot compile should have judged', () => {
    const validate = compileMemberSchema(memberSchema({ properties: { p: { pattern: '(?=a)' } } }));
    expect(codes(validate({ p: 'a' })['p'])).toEqual(['the_regex_not_match']);
  });
});

describe('a stored schema that recurses over data', () => {
  it('judges a long list of references without running out of budget', () => {
    const schema = memberSchema({
      definitions: { item: { type: 'integer' } },
      properties: { p: { type: 'array', items: { $ref: '#/definitions/item' } } },
    });
    expect(compileMemberSchema(schema)({ p: Array.from({ length: 20_000 }, (_, i) => i) })).toEqual({});
  });

  it('keeps the patterns of different properties apart', () => {
    const validate = compileMemberSchema(
      memberSchema({ properties: { a: { pattern: '^a' }, b: { pattern: '^b' } } }),
    );
    expect(Object.keys(validate({ a: 'a', b: 'b' }))).toEqual([]);
    expect(Object.keys(validate({ a: 'b', b: 'a' }))).toEqual(['a', 'b']);
  });
});
