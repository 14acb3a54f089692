import { escapeToken } from './json-pointer.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { KEYWORDS, type KeywordShape } from './keywords.ts';

/** A place where a schema is expected, with the JSON pointer to it. */
interface SchemaPlace {
  readonly value: unknown;
  readonly pointer: string;
  /** The keyword of the parent it is under; `undefined` for the root. */
  readonly keyword?: string;
}

type Entry = readonly [token: string | number, value: unknown];

function ofList(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value.map((item, index) => [index, item]) : [];
}

function ofMap(value: unknown): readonly Entry[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

type Subschemas = 'itself' | readonly Entry[];

function oneOrMany(value: unknown): Subschemas {
  return Array.isArray(value) ? ofList(value) : 'itself';
}

/** In draft-03 a string here is a name (of a type, of a schema), not a schema. */
function unlessNamed(value: unknown): Subschemas {
  if (typeof value === 'string') return [];
  return Array.isArray(value) ? ofList(value).filter(([, item]) => typeof item !== 'string') : 'itself';
}

const SUBSCHEMAS: Readonly<Record<KeywordShape, (value: unknown) => Subschemas>> = {
  plain: () => [],
  schema: () => 'itself',
  flag: (value) => (typeof value === 'boolean' ? [] : 'itself'),
  items: oneOrMany,
  list: ofList,
  map: ofMap,
  dependencies: (value) => ofMap(value).filter(([, item]) => !Array.isArray(item)),
  definitions: ofMap,
  extends: unlessNamed,
  disallow: unlessNamed,
};

/** The places directly inside a schema where another one is expected, in the order they are written. */
export function childrenOf(schema: JsonObject, pointer: string): SchemaPlace[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const shape = KEYWORDS.get(keyword);
    if (shape === undefined) return [];
    const at = `${pointer}/${escapeToken(keyword)}`;
    const found = SUBSCHEMAS[shape](value);
    if (found === 'itself') return [{ value, pointer: at, keyword }];
    return found.map(([token, item]) => ({
      value: item,
      pointer: `${at}/${escapeToken(token)}`,
      keyword,
    }));
  });
}

/** Every place of a schema where a schema is expected, itself first. Does not follow `$ref`, so it always ends. */
export function schemaPlaces(value: unknown, pointer = ''): SchemaPlace[] {
  const places: SchemaPlace[] = [{ value, pointer }];
  // The list grows while it is read: breadth first, without recursion.
  for (const place of places) {
    if (isJsonObject(place.value)) places.push(...childrenOf(place.value, place.pointer));
  }
  return places;
}
