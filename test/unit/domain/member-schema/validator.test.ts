import { describe, expect, it } from 'vitest';
import { compileMemberSchema } from '#shared/domain/member-schema/compile-member-schema.ts';
import { memberSchema, sampleSchema } from '../../../support/member-schema.ts';

const codes = (errors: readonly { readonly error: string }[] = []) => errors.map(({ error }) => error);

describe('the order and grouping of errors', () => {
  it('puts properties in the order of the schema and keywords in the order they are written', () => {
    const validate = compileMemberSchema(
      memberSchema({
        properties: {
          z: { maxLength: 1, pattern: '^x', enum: ['x'], type: 'string' },
          a: { type: 'string', enum: ['x'], pattern: '^x', maxLength: 1 },
        },
        required: ['gone'],
        additionalProperties: true,
      }),
    );
    const errors = validate({ a: 'yy', other: 1, z: 'yy' });
    expect(Object.keys(errors)).toEqual(['z', 'a', 'gone']);
    expect(codes(errors['z'])).toEqual(['maximum_string_length', 'the_regex_not_match', 'value_not_match']);
    expect(codes(errors['a'])).toEqual(['value_not_match', 'the_regex_not_match', 'maximum_string_length']);
  });

  it('reports each failing array item with the item as the value', () => {
    const errors = compileMemberSchema(sampleSchema())({
      first_name: 'Ola',
      last_name: 'Nordmann',
      birthday: '1990-10-23',
      interests: ['opera', 'sportwear', 'ballet'],
    });
    const entry = (value: string) => ({
      error: 'value_not_match',
      value,
      values: 'bikes_and_cars, sportwear',
      property: 'interests',
    });
    expect(errors).toEqual({ interests: [entry('opera'), entry('ballet')] });
  });

  it('reports nested values under the top-level property, whatever its name', () => {
    const validate = compileMemberSchema(
      memberSchema({ properties: { 'a/b~c': { properties: { deep: { items: { type: 'string' } } } } } }),
    );
    expect(validate({ 'a/b~c': { deep: ['x', 7] } })).toEqual({
      'a/b~c': [{ error: 'type_not_match', value: 7, type: 'string', property: 'a/b~c' }],
    });
  });

  it('reports errors of a referenced schema as if they stood in its place', () => {
    const validate = compileMemberSchema(
      memberSchema({
        definitions: { phone: { type: 'string', minLength: 3 } },
        properties: { home: { $ref: '#/definitions/phone' }, work: { $ref: '#/definitions/phone' } },
      }),
    );
    expect(Object.keys(validate({ home: 1, work: '' }))).toEqual(['home', 'work']);
  });
});

describe('rules about the properties as a whole', () => {
  it.each([
    [{ minProperties: 2 }, { error: 'less_properties_than_minimum', minimum: 2 }],
    [{ maxProperties: 0 }, { error: 'more_properties_than_maximum', maximum: 0 }],
    [{ allOf: [{ required: ['b'] }] }, { error: 'property_not_match_all_of' }],
    [{ anyOf: [{ required: ['b'] }, { required: ['c'] }] }, { error: 'property_not_match_any_of' }],
    [{ oneOf: [{ required: ['a'] }, {}] }, { error: 'property_matched_more_than_one' }],
    [{ not: { required: ['a'] } }, { error: 'matched_the_disallowed_schema' }],
  ])('%j is reported under properties', (keywords, error) => {
    const validate = compileMemberSchema(memberSchema({ properties: { a: {}, b: {}, c: {} }, ...keywords }));
    expect(validate({ a: 1 })).toEqual({ properties: [{ ...error, property: 'properties' }] });
  });

  it('dependencies are reported under the property that has them, once per missing one', () => {
    const validate = compileMemberSchema(
      memberSchema({
        properties: { a: {}, b: {}, c: {} },
        dependencies: { a: ['b', 'c'], b: { required: ['c'] } },
      }),
    );
    const entry = (name: string) => ({
      error: 'depends_on_a_missing_property',
      depends_on: name,
      property: 'a',
    });
    expect(validate({ a: 1 })).toEqual({ a: [entry('b'), entry('c')] });
    expect(validate({ b: 1 })).toEqual({ c: [{ error: 'not_contain_required_property', property: 'c' }] });
  });
});

describe('missing properties', () => {
  const validate = compileMemberSchema(
    memberSchema({
      properties: { name: { type: 'string', minLength: 2 }, nick: { type: 'string' } },
      required: ['name'],
    }),
  );

  it.each([{}, { name: null }, { name: '' }, { name: ' \t' }, { name: undefined }])(
    '%j is missing its name, and only that',
    (properties) => {
      expect(validate(properties)).toEqual({
        name: [{ error: 'not_contain_required_property', property: 'name' }],
      });
    },
  );

  it('are not missed when they are optional, be they null or blank', () => {
    expect(validate({ name: 'Ola', nick: null })).toEqual({});
    expect(validate({ name: 'Ola', nick: '' })).toEqual({});
  });

  it('leave what was sent untouched', () => {
    const sent = { name: 'Ola', nick: null };
    validate(sent);
    expect(sent).toEqual({ name: 'Ola', nick: null });
  });
});

describe('the language of a member', () => {
  it('is reported once when neither the club nor an enum in the schema has it', () => {
    const validate = compileMemberSchema(
      memberSchema({ properties: { language: { type: 'string', enum: ['en'] } } }),
    );
    expect(validate({ language: 'pl' })).toEqual({
      language: [{ error: 'value_not_match', value: 'pl', values: 'en, no', property: 'language' }],
    });
    expect(validate({ language: 'no' })).toEqual({
      language: [{ error: 'value_not_match', value: 'no', values: 'en', property: 'language' }],
    });
  });
});
