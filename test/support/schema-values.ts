import fc from 'fast-check';

type Node = Readonly<Record<string, any>>;

/** Characters that differ in code units, white space and control characters. */
const CHARACTER = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.constantFrom('😀', 'é', ' ', '\u0000', '\u2028', '\u00a0') },
);

const text = ({ pattern, minLength = 0, maxLength = 100 }: Node): fc.Arbitrary<string> => {
  const longest = Math.min(maxLength, Math.max(minLength, 100));
  const any = fc.string({ unit: CHARACTER, minLength, maxLength: longest });
  const atTheLimit = maxLength <= 2000 ? [fc.constant('😀'.repeat(maxLength))] : [];
  const fits = new RegExp(pattern ?? '', 'u');
  const size = (one: string): number => [...one].length;
  const wanted =
    pattern === undefined
      ? fc.oneof(any, ...atTheLimit)
      : fc.oneof(any, ...atTheLimit, fc.stringMatching(new RegExp(pattern.replace(/\(\?=[^)]*\)/g, ''))));
  return wanted.filter((one) => fits.test(one) && size(one) <= maxLength && size(one) >= minLength);
};

const SCALARS: Readonly<Record<string, (schema: Node) => fc.Arbitrary<unknown>>> = {
  string: text,
  integer: ({ minimum = -1000, maximum = Number.MAX_SAFE_INTEGER }) =>
    fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 53 - 1) }),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  array: ({ items = {}, minItems = 0, maxItems = 3 }) =>
    fc.array(valuesOf(items), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 2) }),
  object: ({ properties, required = [], additionalProperties }) =>
    properties === undefined
      ? fc.dictionary(
          fc.string({ maxLength: 5 }),
          typeof additionalProperties === 'object'
            ? valuesOf(additionalProperties)
            : fc.jsonValue({ maxDepth: 1 }),
          { maxKeys: 2 },
        )
      : fc.record(
          Object.fromEntries(Object.entries<Node>(properties).map(([key, one]) => [key, valuesOf(one)])),
          { requiredKeys: required },
        ),
};

/** Values that a schema accepts, with its limits. */
export const valuesOf = (schema: Node): fc.Arbitrary<unknown> => {
  if ('const' in schema) return fc.constant(schema['const']);
  if (schema['enum']) return fc.constantFrom(...schema['enum']);
  const options: readonly Node[] | undefined = schema['oneOf'] ?? schema['anyOf'];
  if (options) return fc.oneof(...options.map(valuesOf));
  if (schema['type'] === undefined) return fc.jsonValue({ maxDepth: 1 });
  const types: readonly string[] = [schema['type']].flat();
  return fc.oneof(...types.map((type) => SCALARS[type]?.(schema) ?? fc.constant(null)));
};

const OTHERS = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  ' ',
  'x',
  'x\ny',
  '😀'.repeat(60),
  0,
  -1,
  1.5,
  11,
  true,
  [],
  [null],
  {},
  'inline',
  '2999-01-01T10:00',
  '2999-01-01T10:00:00z',
  '2999-01-01T23:59:60Z',
  '2 days',
);

const placesIn = (
  value: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]))];

const replaced = (value: any, [key, ...rest]: readonly (string | number)[], other: unknown): any => {
  if (key === undefined) return other;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = replaced(copy[key], rest, other);
  if (copy[key] === undefined && !Array.isArray(copy)) delete copy[key];
  return copy;
};

/** Values of a schema with one or two places that hold something else. */
export const nearlyOf = (schema: Node): fc.Arbitrary<unknown> =>
  fc
    .tuple(valuesOf(schema), fc.array(fc.tuple(fc.nat(), OTHERS), { minLength: 1, maxLength: 2 }))
    .map(([value, changes]) =>
      changes.reduce<unknown>((before, [place, other]) => {
        const places = placesIn(before);
        return replaced(before, places[place % places.length] ?? [], other);
      }, value),
    )
    .filter((value) => value !== undefined);
