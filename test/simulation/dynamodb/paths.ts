import { ValidationException } from './errors.ts';
import type { Reader } from './lexer.ts';
import type { Item } from './values.ts';

/** What placeholders stand for. */
export interface Bindings {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A placeholder that must be bound, or a name as it stands, or a place in a list. */
type Part = { readonly name: string } | { readonly placeholder: string } | { readonly index: number };
export type Path = readonly Part[];

/** A path whose placeholders are replaced. */
export type Place = readonly (string | number)[];

const readPart = (reader: Reader): Part => {
  const { kind, text } = reader.next();
  if (kind === 'name') return { placeholder: text };
  if (kind === 'word') return { name: text };
  if (kind === 'quoted') return { name: text.replaceAll('""', '"') };
  return reader.fail();
};

export const readPath = (reader: Reader): Path => {
  const parts: Part[] = [readPart(reader)];
  for (;;) {
    if (reader.takes('.')) parts.push(readPart(reader));
    else if (reader.takes('[')) {
      parts.push({ index: Number(reader.next().text) });
      reader.expect(']');
    } else return parts;
  }
};

const boundName = (placeholder: string, { names }: Bindings): string => {
  const name = names[placeholder];
  if (name === undefined)
    throw new ValidationException(`An expression attribute name used is not defined: ${placeholder}`);
  return name;
};

export const boundValue = (placeholder: string, { values }: Bindings): unknown => {
  if (!(placeholder in values))
    throw new ValidationException(`An expression attribute value used is not defined: ${placeholder}`);
  return values[placeholder];
};

export const placeOf = (path: Path, bindings: Bindings): Place =>
  path.map((part) => {
    if ('index' in part) return part.index;
    return 'name' in part ? part.name : boundName(part.placeholder, bindings);
  });

/** What stands at a place; nothing where there is none. */
export const at = (item: Item | undefined, place: Place): unknown => {
  let value: unknown = item;
  for (const step of place) {
    if (typeof step === 'number' ? !Array.isArray(value) : !isMap(value)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
    if (value === undefined) return undefined;
  }
  return value;
};

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Set) &&
  !(value instanceof Uint8Array);
