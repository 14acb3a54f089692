import { describe, expect, it } from 'vitest';
import { compileMemberSchema } from '#shared/domain/member-schema/compile-member-schema.ts';
import { MEMBER_ERROR_CODES } from '#shared/domain/member-schema/member-error-codes.ts';
import { memberSchema } from '../../../support/member-schema.ts';
import { FORMAT_AND_LEGACY_CASES } from './error-cases/format-and-legacy-cases.ts';
import { STRUCTURE_CASES } from './error-cases/structure-cases.ts';
import { VALUE_CASES } from './error-cases/value-cases.ts';

const CASES = [...VALUE_CASES, ...STRUCTURE_CASES, ...FORMAT_AND_LEGACY_CASES];

describe('the error of a violated keyword', () => {
  it.each(CASES)('$title is $code with exactly its extra fields', ({ code, p, value, extra, root }) => {
    const validate = compileMemberSchema(memberSchema({ ...root, properties: { p } }));
    expect(validate({ p: value })).toEqual({ p: [{ error: code, ...extra, property: 'p' }] });
  });
});

describe('the table of codes', () => {
  const aboutNames = ['contained_undefined_properties'];

  it('refuses an unknown property with the one code that belongs to no keyword', () => {
    const validate = compileMemberSchema(memberSchema());
    expect(validate({ shoe_size: 44 })).toEqual({
      shoe_size: [
        { error: 'contained_undefined_properties', properties: 'shoe_size', property: 'shoe_size' },
      ],
    });
  });

  it('has a test for every code that properties can be refused with, and no test for a code it lacks', () => {
    const ofProperties = Object.entries(MEMBER_ERROR_CODES).flatMap(([code, origin]) =>
      origin === 'property' ? [code] : [],
    );
    const reached = new Set([...CASES.map(({ code }) => code), ...aboutNames]);
    expect([...reached].sort()).toEqual(ofProperties.sort());
  });
});
