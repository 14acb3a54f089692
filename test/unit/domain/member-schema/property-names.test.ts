import { describe, expect, it } from 'vitest';
import { compileMemberSchema } from '#shared/domain/member-schema/compile-member-schema.ts';
import { memberSchema } from '../../../support/member-schema.ts';
import fc from '../../../support/property.ts';

const codes = (errors: readonly { readonly error: string }[] = []) => errors.map(({ error }) => error);

describe('unknown properties', () => {
  it('are refused with the explicit code when the schema closes itself', () => {
    const validate = compileMemberSchema(memberSchema({ additionalProperties: false }));
    expect(validate({ x: 1, y: 2 })).toEqual({
      x: [{ error: 'additional_properties', properties: 'x', property: 'x' }],
      y: [{ error: 'additional_properties', properties: 'y', property: 'y' }],
    });
  });

  it('are welcome when additionalProperties is true, and judged when it is a schema', () => {
    expect(compileMemberSchema(memberSchema({ additionalProperties: true }))({ x: 1 })).toEqual({});
    const judged = compileMemberSchema(memberSchema({ additionalProperties: { type: 'string' } }));
    expect(judged({ x: 'a', y: 1 })).toEqual({
      y: [{ error: 'type_not_match', value: 1, type: 'string', property: 'y' }],
    });
  });

  it('are known when they match a pattern', () => {
    const validate = compileMemberSchema(memberSchema({ patternProperties: { '^x_': { type: 'number' } } }));
    expect(Object.keys(validate({ x_a: 1, x_b: 'no', y: 1 }))).toEqual(['x_b', 'y']);
  });

  it('never include email, msisdn and language, which must be strings', () => {
    const validate = compileMemberSchema(memberSchema({ additionalProperties: false }));
    expect(validate({ email: 'ola@example.com', msisdn: '4740485124', language: 'en' })).toEqual({});
    const errors = validate({ email: 1, msisdn: 2, language: 3 });
    expect(Object.values(errors).flatMap(codes)).toEqual([
      'type_not_match',
      'type_not_match',
      'type_not_match',
    ]);
  });
});

describe('names that mean something to JavaScript', () => {
  const NAMES = ['toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'isPrototypeOf'];

  it.each(NAMES)('%s is a property like any other', (name) => {
    const validate = compileMemberSchema(
      memberSchema({ properties: { [name]: { type: 'string' } }, required: [name] }),
    );
    expect(validate({})).toEqual({ [name]: [{ error: 'not_contain_required_property', property: name }] });
    expect(validate({ [name]: 1 })).toHaveProperty(name);
    expect(validate({ [name]: 'x' })).toEqual({});
    expect(Object.keys(compileMemberSchema(memberSchema())({ [name]: 'x' }))).toEqual([name]);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    '%s is never accepted, even when the stored schema lists it',
    (name) => {
      const open = JSON.parse(`{"additionalProperties":true,"properties":{${JSON.stringify(name)}:{}}}`);
      const errors = compileMemberSchema(memberSchema(open))(
        JSON.parse(`{${JSON.stringify(name)}:{"polluted":true}}`),
      );
      expect(Object.keys(errors)).toEqual([name]);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('pollute nothing, at any depth', () => {
    const names = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'a', 'polluted');
    const value = fc.letrec((tie) => ({
      node: fc.oneof({ depthSize: 'small' }, fc.boolean(), fc.string(), fc.dictionary(names, tie('node'))),
    })).node;
    const validate = compileMemberSchema(
      memberSchema({
        properties: { a: { properties: { toString: {} }, additionalProperties: false } },
        additionalProperties: true,
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(names, value), (properties) => {
        validate(JSON.parse(JSON.stringify(properties)));
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
    );
  });
});
