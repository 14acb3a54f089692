import type { Node } from '../document/node.ts';

/** TypeScript of one JSON schema, as the client's types say it. */

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : JSON.stringify(value);

const union = (types: readonly string[]): string => {
  const distinct = [...new Set(types)];
  return distinct.includes('unknown') ? 'unknown' : distinct.join(' | ');
};

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));

const indented = (text: string): string => text.replaceAll('\n', '\n  ');

const property = (name: string, schema: unknown, required: boolean): string => {
  const described = isNode(schema) && typeof schema['description'] === 'string' && !('$ref' in schema);
  const comment = described ? `  ${docOf([String(schema['description'])], '  ')}\n` : '';
  return `${comment}  readonly ${key(name)}${required ? '' : '?'}: ${indented(typeText(schema))};`;
};

const objectText = (schema: Node): string => {
  const { properties, required = [], additionalProperties } = schema;
  if (isNode(properties)) {
    const lines = Object.entries(properties).map(([name, one]) =>
      property(name, one, (required as readonly string[]).includes(name)),
    );
    if (lines.length === 0 && additionalProperties === false) return '{ readonly [key: string]: never }';
    const open = additionalProperties === false ? [] : ['  readonly [key: string]: unknown;'];
    return `{\n${[...lines, ...open].join('\n')}\n}`;
  }
  const values = isNode(additionalProperties) ? typeText(additionalProperties) : 'unknown';
  return `{ readonly [key: string]: ${values} }`;
};

const arrayText = ({ items = {} }: Node): string => `readonly ${parenthesised(typeText(items))}[]`;

const parenthesised = (type: string): string => (/ \| |^readonly /.test(type) ? `(${type})` : type);

const BY_TYPE: Readonly<Record<string, (schema: Node) => string>> = {
  string: () => 'string',
  integer: () => 'number',
  number: () => 'number',
  boolean: () => 'boolean',
  null: () => 'null',
  object: objectText,
  array: arrayText,
};

const KEYWORDS: Readonly<Record<string, (value: never, schema: Node) => string>> = {
  $ref: (value: string) => value.slice(value.lastIndexOf('/') + 1),
  const: literal,
  enum: (values: readonly unknown[]) => union(values.map(literal)),
  anyOf: (schemas: readonly unknown[]) => union(schemas.map(typeText)),
  oneOf: (schemas: readonly unknown[]) => union(schemas.map(typeText)),
  allOf: (schemas: readonly unknown[]) => schemas.map((one) => parenthesised(typeText(one))).join(' & '),
  type: (types: string | readonly string[], schema: Node) =>
    union([types].flat().map((type) => BY_TYPE[type]?.(schema) ?? 'unknown')),
};

/** The first keyword of the table that the schema has determines its type; a schema without any has type `unknown`. */
export const typeText = (schema: unknown): string => {
  if (!isNode(schema)) return 'unknown';
  const [name] = Object.keys(KEYWORDS).filter((keyword) => keyword in schema);
  return name === undefined ? 'unknown' : (KEYWORDS[name]?.(schema[name] as never, schema) ?? 'unknown');
};

/** A documentation comment. */
export const docOf = (lines: readonly string[], indent: string): string => {
  const safe = lines.flatMap((line) => line.replaceAll('*/', '*\\/').split('\n'));
  return safe.length === 1
    ? `/** ${safe[0]} */`
    : ['/**', ...safe.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
};

const isPlainObject = (text: string): boolean => text.startsWith('{') && !text.includes('\n} ');

/** `export interface …` where the schema is one object, `export type …` elsewhere. */
export const declaration = (name: string, schema: unknown): string => {
  const text = typeText(schema);
  const comment =
    isNode(schema) && 'description' in schema ? `${docOf([String(schema['description'])], '')}\n` : '';
  return isPlainObject(text)
    ? `${comment}export interface ${name} ${text}\n`
    : `${comment}export type ${name} = ${text};\n`;
};
