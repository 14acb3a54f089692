import { describe, expect, it } from 'vitest';
import { compileMemberSchema } from '#shared/domain/member-schema/compile-member-schema.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import type { MemberErrors } from '#shared/domain/members/member-errors.ts';
import { validateMember } from '#shared/domain/members/member-validation.ts';
import { normalizeProperties } from '#shared/domain/members/stored-properties.ts';
import { memberSchema, sampleSchema } from '../../support/member-schema.ts';
import fc from '../../support/property.ts';

function errorsOf(
  properties: Record<string, unknown>,
  schema: MemberSchema = memberSchema(),
  requireIdentifiers?: boolean,
): MemberErrors {
  const validator = compileMemberSchema(schema);
  return validateMember({
    schema,
    validator,
    country: undefined,
    properties: normalizeProperties(properties, { country: undefined }),
    ...(requireIdentifiers === undefined ? {} : { requireIdentifiers }),
  });
}

const missing = (property: string) => ({ error: 'not_contain_required_property', property });

describe('validating a member', () => {
  it('finds nothing wrong with the sample member of the sample schema', () => {
    const properties = {
      email: 'ola@example.com',
      msisdn: '4740485124',
      first_name: 'Ola',
      last_name: 'Nordmann',
      birthday: '1990-10-23',
      interests: ['bikes_and_cars', 'sportwear'],
      language: 'no',
    };
    expect(errorsOf(properties, sampleSchema())).toEqual({});
  });

  it('answers the documented example of a language the club does not have', () => {
    expect(JSON.stringify(errorsOf({ email: 'joe@example.com', language: 'pl' }))).toBe(
      '{"properties":[{"error":{"language":[{"error":"value_not_match","value":"pl","values":"en, no","property":"language"}]}}]}',
    );
  });

  it('answers the documented combined example, with the spelling invalid_email', () => {
    const schema = memberSchema({
      properties: { language: { type: 'string' }, optin_channel: { type: 'string' } },
      required: ['optin_channel'],
    });
    expect(JSON.stringify(errorsOf({ email: 'joe', language: 'een' }, schema))).toBe(
      '{"email":[{"error":"invalid_email","property":"email"}],' +
        '"properties":[{"error":{' +
        '"language":[{"error":"value_not_match","value":"een","values":"en, no","property":"language"}],' +
        '"optin_channel":[{"error":"not_contain_required_property","property":"optin_channel"}]}}]}',
    );
  });

  it('reports a malformed e-mail once even when the schema checks the format too', () => {
    const schema = memberSchema({
      properties: { email: { type: 'string', format: 'email', minLength: 50 } },
    });
    expect(errorsOf({ email: 'joe@' }, schema)).toEqual({
      email: [{ error: 'invalid_email', property: 'email' }],
    });
  });

  it('reports a malformed MSISDN as an attribute', () => {
    expect(errorsOf({ msisdn: '123' })).toEqual({
      msisdn: [{ error: 'invalid_msisdn', property: 'msisdn' }],
    });
  });

  it('reports identifiers that are no strings as attributes, e-mail first', () => {
    const errors = errorsOf({ msisdn: 4740485124, email: ['ola@example.com'] });
    expect(Object.keys(errors)).toEqual(['email', 'msisdn']);
    expect(errors).toEqual({
      email: [{ error: 'type_not_match', value: ['ola@example.com'], type: 'string', property: 'email' }],
      msisdn: [{ error: 'type_not_match', value: 4740485124, type: 'string', property: 'msisdn' }],
    });
  });

  it('reports other violations by a well-formed e-mail under properties', () => {
    const schema = memberSchema({ properties: { email: { type: 'string', maxLength: 10 } } });
    expect(errorsOf({ email: 'ola@example.com' }, schema)).toEqual({
      properties: [
        {
          error: {
            email: [
              { error: 'maximum_string_length', value: 'ola@example.com', maximum: 10, property: 'email' },
            ],
          },
        },
      ],
    });
  });

  it('judges the MSISDN in the form it is stored in', () => {
    const schema = memberSchema({ properties: { msisdn: { type: 'string', pattern: '^47[0-9]{8}$' } } });
    expect(errorsOf({ msisdn: '+47 404 85 124' }, schema)).toEqual({});
  });

  it.each([{}, { email: null }, { email: '' }, { email: ' ' }])(
    'asks for the one configured identifier when it is not in %j',
    (properties) => {
      const schema = memberSchema({ identifiers: ['email'] });
      expect(errorsOf({ ...properties, msisdn: '4740485124' }, schema)).toEqual({
        email: [missing('email')],
      });
    },
  );

  it('asks for every configured identifier when none of several is given', () => {
    expect(errorsOf({})).toEqual({ email: [missing('email')], msisdn: [missing('msisdn')] });
    expect(errorsOf({ email: null, msisdn: '' })).toEqual({
      email: [missing('email')],
      msisdn: [missing('msisdn')],
    });
  });

  it.each([{ email: 'ola@example.com' }, { msisdn: '4740485124' }])(
    'is content with one of several configured identifiers (%j)',
    (properties) => {
      expect(errorsOf(properties)).toEqual({});
    },
  );

  it('says only what is wrong with an identifier that is given but malformed', () => {
    expect(errorsOf({ email: 'joe' })).toEqual({ email: [{ error: 'invalid_email', property: 'email' }] });
  });

  it('refuses an optional e-mail that is blank', () => {
    expect(errorsOf({ email: '', msisdn: '4740485124' })).toEqual({
      email: [{ error: 'invalid_email', property: 'email' }],
    });
  });

  it('reports an identifier that the schema requires once, as an attribute', () => {
    const schema = memberSchema({ required: ['email', 'msisdn'] });
    expect(errorsOf({}, schema)).toEqual({ email: [missing('email')], msisdn: [missing('msisdn')] });
    expect(errorsOf({ email: 'ola@example.com' }, schema)).toEqual({ msisdn: [missing('msisdn')] });
  });

  it('does not ask for identifiers when the caller says so', () => {
    expect(errorsOf({}, memberSchema({ identifiers: ['email'] }), false)).toEqual({});
    expect(errorsOf({ email: 'joe' }, memberSchema(), false)).toHaveProperty('email');
  });

  it('never throws, whatever the properties are', () => {
    const schema = sampleSchema();
    const validator = compileMemberSchema(schema);
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.oneof(fc.string(), fc.constantFrom('email', 'language', '__proto__')),
          fc.jsonValue(),
        ),
        (properties) => {
          validateMember({
            schema,
            validator,
            country: 'NO',
            properties: properties as Record<string, unknown>,
          });
        },
      ),
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('normalising properties', () => {
  it('drops nulls and stores identifiers in their own form', () => {
    expect(
      normalizeProperties(
        { email: ' Ola@Example.com ', msisdn: '+47 404 85 124', first_name: ' Ola ', gone: null },
        { country: undefined },
      ),
    ).toEqual({ email: 'Ola@Example.com', msisdn: '4740485124', first_name: ' Ola ' });
  });

  it('leaves invalid identifiers as they were sent', () => {
    expect(normalizeProperties({ email: ' joe ', msisdn: 12 }, { country: 'NO' })).toEqual({
      email: ' joe ',
      msisdn: 12,
    });
  });

  it('keeps an own __proto__ key an own key', () => {
    const sent = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    const normalized = normalizeProperties(sent, { country: 'NO' });
    expect(Object.getPrototypeOf(normalized)).toBe(Object.prototype);
    expect(Object.keys(normalized)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('changes nothing the second time, in a club without a country', () => {
    const properties = fc.record({ email: fc.string(), msisdn: fc.string(), other: fc.jsonValue() });
    fc.assert(
      fc.property(properties, (sent) => {
        const once = normalizeProperties(sent, { country: undefined });
        expect(normalizeProperties(once, { country: undefined })).toEqual(once);
      }),
    );
  });
});
