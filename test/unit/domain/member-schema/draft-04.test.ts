import { describe, expect, it } from 'vitest';
import { checkMemberSchema } from '#shared/domain/member-schema/check-member-schema.ts';
import { compileMemberSchema } from '#shared/domain/member-schema/compile-member-schema.ts';
import { KEYWORDS } from '#shared/domain/member-schema/keywords.ts';
import { memberSchema } from '../../../support/member-schema.ts';

interface KeywordCase {
  readonly keyword: string;
  readonly p: Readonly<Record<string, unknown>>;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const DEFINITIONS = {
  text: { type: 'string' },
  node: {
    type: 'object',
    properties: {
      children: { type: 'array', items: { $ref: '#/definitions/node' } },
      name: { type: 'string' },
    },
    required: ['name'],
  },
  'a/b~c %': { type: 'integer' },
};

/** Valid and invalid values for each keyword of JSON Schema Validation draft-04 §5 and §7. */
const KEYWORD_CASES: readonly KeywordCase[] = [
  { keyword: 'type', p: { type: 'integer' }, valid: [1, 1.0, -3], invalid: [1.5, '1', true, [], {}] },
  { keyword: 'type', p: { type: ['boolean', 'array'] }, valid: [true, []], invalid: ['true', {}, 0] },
  {
    keyword: 'enum',
    p: { enum: ['a', { b: [1] }, 0] },
    valid: ['a', { b: [1] }, 0],
    invalid: ['A', { b: [2] }, false, { valueOf: 1, toString: null }],
  },
  {
    keyword: 'multipleOf',
    p: { multipleOf: 0.01 },
    valid: [19.99, 0, -0.07, 1e9, 'x'],
    invalid: [0.001, 19.995],
  },
  {
    keyword: 'multipleOf',
    p: { multipleOf: 0.01 },
    valid: [4.02, 600.03, 1070468.14, 9007199254740991, 1e20, -19.99],
    invalid: [12345678.905, 1e-10, 90071992547.405],
  },
  {
    keyword: 'multipleOf',
    p: { multipleOf: 2 },
    valid: [1000000000, 900719925474098, 0],
    invalid: [1000000001, 2000000001, 900719925474099],
  },
  { keyword: 'multipleOf', p: { multipleOf: 1 }, valid: [1e300, 5e5], invalid: [1e-10, 5e-324, 0.5] },
  { keyword: 'multipleOf', p: { multipleOf: 1e-10 }, valid: [3e-10, 1], invalid: [1e-11] },
  { keyword: 'maximum', p: { maximum: 3 }, valid: [3, -1, '4'], invalid: [3.1] },
  { keyword: 'exclusiveMaximum', p: { maximum: 3, exclusiveMaximum: true }, valid: [2.9], invalid: [3] },
  { keyword: 'exclusiveMaximum', p: { maximum: 3, exclusiveMaximum: false }, valid: [3], invalid: [4] },
  { keyword: 'minimum', p: { minimum: 3 }, valid: [3], invalid: [2] },
  { keyword: 'exclusiveMinimum', p: { minimum: 3, exclusiveMinimum: true }, valid: [3.01], invalid: [3] },
  { keyword: 'maxLength', p: { maxLength: 2 }, valid: ['', '😀😀', 123], invalid: ['abc'] },
  { keyword: 'minLength', p: { minLength: 2 }, valid: ['ab', 1], invalid: ['😀'] },
  { keyword: 'pattern', p: { pattern: 'b' }, valid: ['abc', 7], invalid: ['ac', ''] },
  { keyword: 'pattern', p: { pattern: '^.$' }, valid: ['😀', 'å'], invalid: ['ab'] },
  { keyword: 'pattern', p: { pattern: '^\\u00e6\\/\\d$' }, valid: ['æ/1'], invalid: ['æ/٣'] },
  {
    keyword: 'pattern',
    p: { pattern: '^a\\sb$' },
    valid: [...'\t\n\v\f\r \u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'].map(
      (s) => `a${s}b`,
    ),
    invalid: ['ab', 'a_b', 'a\u200bb', 'a\u0085b', 'a\u180eb', 'asb'],
  },
  {
    keyword: 'pattern',
    p: { pattern: '^\\S+$' },
    valid: ['æ😀\u200b_\u0000'],
    invalid: ['a\u00a0', '\ufeff'],
  },
  { keyword: 'pattern', p: { pattern: '^[\\s-]+$' }, valid: ['\u00a0-'], invalid: ['s', '\\'] },
  { keyword: 'pattern', p: { pattern: '^[^\\s,]+$' }, valid: ['a[b]'], invalid: ['a\u2003b', ','] },
  { keyword: 'pattern', p: { pattern: '^[\\S]$' }, valid: ['😀', 'x'], invalid: ['\u00a0', ' '] },
  { keyword: 'pattern', p: { pattern: '^[[:alpha:]\\s]+$' }, valid: ['a\u00a0b'], invalid: ['1'] },
  { keyword: 'pattern', p: { pattern: '^[[\\]\\s]+$' }, valid: ['[ \u00a0]'], invalid: ['a'] },
  { keyword: 'pattern', p: { pattern: '^\\\\s$' }, valid: ['\\s'], invalid: ['\\ '] },
  { keyword: 'format', p: { format: 'date' }, valid: ['2024-02-29', 5], invalid: ['2023-02-29'] },
  { keyword: 'format', p: { format: 'constructor' }, valid: ['anything'], invalid: [] },
  { keyword: 'maxItems', p: { maxItems: 1 }, valid: [[], [1], 'ab'], invalid: [[1, 2]] },
  { keyword: 'minItems', p: { minItems: 1 }, valid: [[1]], invalid: [[]] },
  {
    keyword: 'uniqueItems',
    p: { uniqueItems: true },
    valid: [
      [1, '1', true],
      [[1], [2]],
    ],
    invalid: [
      [1, 1],
      [{ a: 1 }, { a: 1 }],
    ],
  },
  { keyword: 'uniqueItems', p: { uniqueItems: false }, valid: [[1, 1]], invalid: [] },
  { keyword: 'maxProperties', p: { maxProperties: 1 }, valid: [{}, { a: 1 }], invalid: [{ a: 1, b: 1 }] },
  { keyword: 'minProperties', p: { minProperties: 1 }, valid: [{ a: 1 }, []], invalid: [{}] },
  { keyword: 'required', p: { required: ['toString'] }, valid: [{ toString: 1 }, 'x'], invalid: [{}] },
  { keyword: 'items', p: { items: { type: 'integer' } }, valid: [[1, 2], []], invalid: [[1, 'x']] },
  {
    keyword: 'items',
    p: { items: [{ type: 'integer' }, { type: 'string' }] },
    valid: [[1, 'a', null], [1]],
    invalid: [['a']],
  },
  {
    keyword: 'additionalItems',
    p: { items: [{}], additionalItems: { type: 'string' } },
    valid: [[1, 'a']],
    invalid: [[1, 2]],
  },
  {
    keyword: 'properties',
    p: { properties: { a: { type: 'string' } } },
    valid: [{ a: 'x', b: 1 }],
    invalid: [{ a: 1 }],
  },
  {
    keyword: 'patternProperties',
    p: { patternProperties: { '^n_': { type: 'number' }, '^t_': { type: 'string' } } },
    valid: [{ n_a: 1, t_a: 'x', z: [] }],
    invalid: [{ n_a: 'x' }, { t_a: 1 }],
  },
  {
    keyword: 'additionalProperties',
    p: { properties: { a: {} }, patternProperties: { '^x': {} }, additionalProperties: { type: 'number' } },
    valid: [{ a: 'x', xa: 'x', b: 1 }],
    invalid: [{ b: 'x' }],
  },
  {
    keyword: 'dependencies',
    p: { dependencies: { a: ['b'] } },
    valid: [{ b: 1 }, { a: 1, b: 1 }],
    invalid: [{ a: 1 }],
  },
  {
    keyword: 'dependencies',
    p: { dependencies: { a: { required: ['c'] } } },
    valid: [{ b: 1 }, { a: 1, c: 1 }],
    invalid: [{ a: 1 }],
  },
  { keyword: 'definitions', p: { $ref: '#/definitions/text' }, valid: ['x'], invalid: [1] },
  { keyword: 'definitions', p: { $ref: '#/definitions/a~1b~0c%20%25' }, valid: [1], invalid: ['x'] },
  {
    keyword: 'definitions',
    p: { $ref: '#/definitions/node' },
    valid: [{ name: 'a', children: [{ name: 'b' }] }],
    invalid: [{ name: 'a', children: [{}] }],
  },
  {
    keyword: 'definitions',
    p: { $ref: '#/definitions/text', maxLength: 1 },
    valid: ['ignored beside a $ref'],
    invalid: [],
  },
  { keyword: 'allOf', p: { allOf: [{ minimum: 1 }, { maximum: 3 }] }, valid: [2], invalid: [0, 4] },
  { keyword: 'anyOf', p: { anyOf: [{ type: 'string' }, { minimum: 3 }] }, valid: ['a', 3], invalid: [2] },
  { keyword: 'oneOf', p: { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, valid: [2, 3], invalid: [5, 6] },
  { keyword: 'not', p: { not: { type: 'string' } }, valid: [1], invalid: ['a'] },
];

const LEGACY_CASES: readonly KeywordCase[] = [
  { keyword: 'extends', p: { extends: { type: 'string' }, minLength: 2 }, valid: ['ab'], invalid: ['a', 3] },
  {
    keyword: 'extends',
    p: { extends: ['#/definitions/text', { maxLength: 3 }] },
    valid: ['ab'],
    invalid: ['abcd', 3],
  },
  { keyword: 'disallow', p: { disallow: 'string' }, valid: [1], invalid: ['a'] },
  { keyword: 'disallow', p: { disallow: [{ minimum: 3 }, 'boolean'] }, valid: [1], invalid: [4, true] },
  { keyword: 'disallow', p: { disallow: ['any'] }, valid: [], invalid: [1, 'a', {}] },
  { keyword: 'divisibleBy', p: { divisibleBy: 2 }, valid: [4], invalid: [5] },
  { keyword: 'maxDecimal', p: { maxDecimal: 2 }, valid: [1, 1.25, 1e21], invalid: [1.255, 1e-7] },
];

function verdict(schema: ReturnType<typeof memberSchema>, value: unknown): boolean {
  return Object.keys(compileMemberSchema(schema)({ p: value })).length === 0;
}

describe('a draft-04 keyword', () => {
  it.each(KEYWORD_CASES)('$keyword: $p accepts its valid values only', ({ p, valid, invalid }) => {
    const schema = memberSchema({ definitions: DEFINITIONS, properties: { p } });
    expect(checkMemberSchema(schema)).toEqual([]);
    expect(valid.filter((value) => !verdict(schema, value))).toEqual([]);
    expect(invalid.filter((value) => verdict(schema, value))).toEqual([]);
  });

  it.each(LEGACY_CASES)(
    '$keyword: $p is read when $schema names a draft that has it',
    ({ p, valid, invalid }) => {
      const schema = memberSchema({
        $schema: 'http://json-schema.org/draft-02/schema#',
        definitions: DEFINITIONS,
        properties: { p },
      });
      expect(checkMemberSchema(schema)).toEqual([]);
      expect(valid.filter((value) => !verdict(schema, value))).toEqual([]);
      expect(invalid.filter((value) => verdict(schema, value))).toEqual([]);
    },
  );

  it.each(LEGACY_CASES)('$keyword: $p is ignored in a stored draft-04 schema', ({ p, invalid }) => {
    const { [Object.keys(p)[0] ?? '']: _legacy, ...rest } = p;
    const draft04 = memberSchema({ definitions: DEFINITIONS, properties: { p } });
    const bare = memberSchema({ definitions: DEFINITIONS, properties: { p: rest } });
    for (const value of invalid) expect(verdict(draft04, value)).toBe(verdict(bare, value));
  });

  it('is in the corpus above, every one', () => {
    const covered = new Set([...KEYWORD_CASES, ...LEGACY_CASES].map(({ keyword }) => keyword));
    expect([...KEYWORDS.keys()].filter((keyword) => !covered.has(keyword))).toEqual([]);
  });

  it('of a later draft or of ajv has no effect on a stored schema', () => {
    const p = JSON.parse(
      '{"const":1,"if":{},"then":{"type":"null"},"nullable":true,"$async":true,"propertyNames":{"maxLength":1}}',
    );
    const schema = memberSchema({ properties: { p }, id: 'http://example.com/x', $async: true });
    expect(compileMemberSchema(schema)({ p: { long: 1 } })).toEqual({});
  });
});
