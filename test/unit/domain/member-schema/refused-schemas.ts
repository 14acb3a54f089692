type Overrides = Readonly<Record<string, unknown>>;

const p = (definition: unknown): Overrides => ({ properties: { p: definition } });
const DRAFT_03 = { $schema: 'http://json-schema.org/draft-03/schema#' };

/** `leaf` below 12 levels of objects. */
export function nested(leaf: unknown): unknown {
  return Array.from({ length: 6 }).reduce((inner) => ({ properties: { p: inner } }), leaf);
}

/** What must be refused when a club is saved: what is wrong, where, and a word the operator needs to read. */
export const REFUSED: readonly (readonly [
  title: string,
  overrides: Overrides,
  path: string,
  words: RegExp,
])[] = [
  ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, '/$schema', /draft-04/],
  ['another type than object', { type: 'array' }, '/type', /object/],
  ['a $ref at the top', { $ref: '#/definitions/a', definitions: { a: {} } }, '/$ref', /top/],
  ['no identifiers', { identifiers: [] }, '/identifiers', /email/],
  ['unknown identifiers', { identifiers: ['email', 'name'] }, '/identifiers', /msisdn/],
  ['identifiers twice', { identifiers: ['email', 'email'] }, '/identifiers', /once/],
  ['identifiers that are no list', { identifiers: 'email' }, '/identifiers', /list/],
  ['no languages', { languages: [] }, '/languages', /at least one/],
  ['languages that are no strings', { languages: ['en', 5] }, '/languages', /list/],
  ['a default language the club lacks', { default_language: 'pl' }, '/default_language', /languages/],
  ['no version', { version: 2 }, '/version', /string/],
  ['no properties', { properties: undefined }, '/properties', /object/],
  ['properties that are a list', { properties: [] }, '/properties', /object/],
  ['required that is no list', { required: true }, '/required', /list/],
  ['required with a number in it', { required: [1] }, '/required', /list/],
  ['a required property nobody may send', { required: ['nobody'] }, '/required/0', /nobody/],
  ['consents that are a list', { consents: [] }, '/consents', /object/],
  ['a consent that is no object', { consents: { news: true } }, '/consents/news', /object/],
  [
    'a consent with a missing key',
    { consents: { news: { version: '1', required: true, show_in_profile: true } } },
    '/consents/news/show_at_registration',
    /boolean/,
  ],
  [
    'a consent with a wrong version',
    { consents: { news: { version: 1, required: true, show_in_profile: true, show_at_registration: true } } },
    '/consents/news/version',
    /string/,
  ],
  [
    'a consent with an unknown key',
    {
      consents: {
        news: { version: '1', required: true, show_in_profile: true, show_at_registration: true, x: 1 },
      },
    },
    '/consents/news/x',
    /not a key/,
  ],
  ['a type that does not exist', p({ type: 'text' }), '/properties/p/type', /draft-04/],
  ['a property definition that is no schema', p(true), '/properties/p', /schema/],
  ['a boolean inside anyOf', p({ anyOf: [true] }), '/properties/p/anyOf/0', /schema/],
  ['a negative length', p({ minLength: -1 }), '/properties/p/minLength', /draft-04/],
  ['a numeric exclusiveMinimum', p({ exclusiveMinimum: 3 }), '/properties/p/exclusiveMinimum', /boolean/],
  ['exclusiveMinimum alone', p({ exclusiveMinimum: true }), '/properties/p', /draft-04/],
  ['an empty enum', p({ enum: [] }), '/properties/p/enum', /draft-04/],
  [
    'an enum beyond all bounds',
    p({ enum: Array.from({ length: 1001 }, (_, i) => i) }),
    '/properties/p/enum',
    /1000/,
  ],
  ['a remote $ref', p({ $ref: 'http://example.com/x.json' }), '/properties/p/$ref', /local/],
  ['a file $ref', p({ $ref: 'file:///etc/passwd' }), '/properties/p/$ref', /local/],
  ['a relative $ref', p({ $ref: 'other.json#/a' }), '/properties/p/$ref', /local/],
  ['a $ref by name', p({ $ref: '#name' }), '/properties/p/$ref', /local/],
  ['a $ref that is no string', p({ $ref: 5 }), '/properties/p/$ref', /local/],
  ['a $ref to nowhere', p({ $ref: '#/definitions/gone' }), '/properties/p/$ref', /no schema/],
  ['a $ref to something else than a schema', p({ $ref: '#/version' }), '/properties/p/$ref', /no schema/],
  ['a $ref to the prototype', p({ $ref: '#/definitions/constructor' }), '/properties/p/$ref', /no schema/],
  [
    'a $ref to itself',
    { ...p({ $ref: '#/definitions/a' }), definitions: { a: { $ref: '#/definitions/a' } } },
    '/properties/p/$ref',
    /itself/,
  ],
  [
    'a $ref to itself by way of others',
    {
      ...p({ $ref: '#/definitions/a' }),
      definitions: {
        a: { allOf: [{}, { $ref: '#/definitions/b' }] },
        b: { not: { anyOf: [{ $ref: '#/definitions/a' }] } },
      },
    },
    '/properties/p/$ref',
    /itself/,
  ],
  ['$data', p({ minimum: { $data: '1/other' } }), '/properties/p/minimum', /\$data/],
  ['id inside', p({ id: 'http://example.com/' }), '/properties/p/id', /re-base/],
  ['$id inside', p({ $id: '#x' }), '/properties/p/$id', /re-base/],
  ['a look-ahead', p({ pattern: '(?=a)' }), '/properties/p/pattern', /look-aheads/],
  ['a back-reference', p({ pattern: '(a)\\1' }), '/properties/p/pattern', /back-references/],
  [
    'a look-ahead in an unused definition',
    { definitions: { a: { pattern: '(?!a)' } } },
    '/definitions/a/pattern',
    /look-aheads/,
  ],
  [
    'a look-ahead in a property pattern',
    { patternProperties: { '(?=a)': {} } },
    '/patternProperties/(?=a)',
    /look-aheads/,
  ],
  ['a pattern too large', p({ pattern: '((a{50}){20}){1}b{500}' }), '/properties/p/pattern', /repetition/],
  [
    'a property called __proto__',
    { properties: JSON.parse('{"__proto__":{}}') },
    '/properties/__proto__',
    /not allowed/,
  ],
  [
    'a property called constructor',
    { properties: { constructor: {} } },
    '/properties/constructor',
    /not allowed/,
  ],
  [
    'a nested property called prototype',
    p({ properties: { prototype: {} } }),
    '/properties/p/properties/prototype',
    /not allowed/,
  ],
  ['a property name with blanks around', { properties: { ' name': {} } }, '/properties/ name', /blank/],
  ['an empty property name', { properties: { '': {} } }, '/properties/', /empty/],
  [
    'a property name too long',
    { properties: { ['n'.repeat(256)]: {} } },
    `/properties/${'n'.repeat(256)}`,
    /255/,
  ],
  ['a keyword of a later draft', p({ const: 1 }), '/properties/p/const', /draft-04/],
  ['a keyword of an earlier draft', p({ disallow: 'string' }), '/properties/p/disallow', /draft/],
  [
    'extends to nowhere',
    { ...DRAFT_03, ...p({ extends: '#/definitions/gone' }) },
    '/properties/p/extends',
    /no schema/,
  ],
  [
    'extends of a remote schema',
    { ...DRAFT_03, ...p({ extends: 'http://example.com/x' }) },
    '/properties/p/extends',
    /local/,
  ],
  ['extends of a number', { ...DRAFT_03, ...p({ extends: 5 }) }, '/properties/p/extends', /schema/],
  ['disallow of an unknown type', { ...DRAFT_03, ...p({ disallow: ['text'] }) }, '', /cannot be used/],
  ['too many levels', p(nested({ enum: [[1]] })), '', /16 levels/],
  ['too many bytes', p({ description: 'å'.repeat(33_000) }), '', /64 KB/],
];
