import fc from 'fast-check';

type Schema = Record<string, any>;

/** Values that programs trip over. */
const JUNK: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    [],
    {},
    -0,
    2 ** 53,
    -1e308,
    5e-324,
    '\ud800',
    '\u0000',
    '__proto__',
    'constructor',
    '#',
    '{{ 1 | plus: 1 }}',
    '$ne',
    "' OR '1'='1",
    '9'.repeat(400),
    'é'.repeat(3000),
    '٤٧٤٠٤٨٥١٢٤',
    true,
  ),
);

const EMAIL = fc.oneof(
  fc.emailAddress(),
  fc.nat(20).map((n) => `fuzz${n}@example.com`),
);
const MSISDN = fc.nat(20).map((n) => `47400000${String(n).padStart(2, '0')}`);

/** Properties as a club might get them; now and then anything. */
const PROPERTIES = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        email: EMAIL,
        msisdn: MSISDN,
        first_name: fc.string({ unit: 'binary' }),
        last_name: fc.constant('Fuzz'),
        birthday: fc.constantFrom('1990-10-23', '1990-02-30', '201X-01-01', ''),
        interests: fc.array(fc.constantFrom<unknown>('sportwear', 'bikes_and_cars', 'x', 1)),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 2, arbitrary: fc.dictionary(fc.string({ unit: 'binary' }), JUNK) },
  { weight: 1, arbitrary: fc.record({ email: JUNK, msisdn: JUNK, language: JUNK }, { requiredKeys: [] }) },
);

const scalars: Record<string, fc.Arbitrary<unknown>> = {
  boolean: fc.boolean(),
  integer: fc.integer(),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }),
  string: fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9]{1,12}$/)),
  null: fc.constant(null),
};

const objectOf = (schema: Schema): fc.Arbitrary<unknown> => {
  const entries = Object.entries((schema['properties'] ?? {}) as Schema);
  if (entries.length === 0) return PROPERTIES;
  const fields = Object.fromEntries(entries.map(([name, field]) => [name, arbitraryFor(field)]));
  return fc.record(fields, { requiredKeys: (schema['required'] ?? []) as string[] });
};

const exactly = (schema: Schema): fc.Arbitrary<unknown> => {
  if ('const' in schema) return fc.constant(schema['const']);
  if (schema['enum']) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const options = (schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined;
  if (options) return fc.oneof(...options.map(arbitraryFor));
  const types = [schema['type'] ?? 'object'].flat() as string[];
  return fc.oneof(
    ...types.map((type) => {
      if (type === 'object') return objectOf(schema);
      if (type === 'array') return fc.array(arbitraryFor(schema['items'] ?? {}), { maxLength: 4 });
      return scalars[type] ?? JUNK;
    }),
  );
};

/** Values of a schema, each part now and then something else. */
export const arbitraryFor = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: exactly(schema) }, { weight: 1, arbitrary: JUNK });

export const ANY_BODY: fc.Arbitrary<unknown> = JUNK;
