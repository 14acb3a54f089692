import { dialectOf, LEGACY_KEYWORDS } from './dialects.ts';
import { escapeToken, localPointer } from './json-pointer.ts';
import { isJsonObject, type JsonObject, ownValue, PROTOTYPE_NAMES } from './json-value.ts';
import { KEYWORDS } from './keywords.ts';
import { patternProblem } from './linear-regexp.ts';
import { loopsInPlace } from './reference-loops.ts';
import type { SchemaProblem } from './schema-problem.ts';
import { schemaPlaces } from './walk-schema.ts';

const LONGEST_NAME = 255;
const LARGEST_ENUM = 1000;

/** Draft-04 ignores these, which is never what the operator who wrote them meant. */
const LATER_KEYWORDS: readonly string[] = [
  'const',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'prefixItems',
  '$defs',
];

interface Place {
  readonly root: JsonObject;
  readonly schema: JsonObject;
  readonly pointer: string;
  /** JSON Pointers of all schemas and subschemas of the document. */
  readonly pointers: ReadonlySet<string>;
}

type PlaceRule = (place: Place) => readonly SchemaProblem[];

function named(schema: JsonObject, keyword: string): readonly (readonly [string, unknown])[] {
  const value = ownValue(schema, keyword);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function referenceProblem({ root, pointers }: Place, ref: unknown): string | undefined {
  const target = localPointer(ref);
  if (target === undefined) return 'must be a local reference such as "#/definitions/address"';
  if (!pointers.has(target)) return `refers to ${target || '/'}, where there is no schema`;
  return loopsInPlace(root, target) ? 'refers to a schema that leads back to itself without end' : undefined;
}

const checkReference: PlaceRule = (place) => {
  const ref = ownValue(place.schema, '$ref');
  const problem = ref === undefined ? undefined : referenceProblem(place, ref);
  return problem === undefined ? [] : [{ path: `${place.pointer}/$ref`, problem }];
};

/** Draft-03 `extends` may name schemas by string. */
const checkExtends: PlaceRule = (place) => {
  if (!dialectOf(ownValue(place.root, '$schema')).legacyKeywords.has('extends')) return [];
  const value = ownValue(place.schema, 'extends');
  return (Array.isArray(value) ? value : [value]).flatMap((ref) => {
    const problem = typeof ref === 'string' ? referenceProblem(place, ref) : undefined;
    return problem === undefined ? [] : [{ path: `${place.pointer}/extends`, problem }];
  });
};

const checkRebasing: PlaceRule = ({ schema, pointer }) =>
  pointer === ''
    ? []
    : ignoredKeywords(
        ['id', '$id'],
        schema,
        pointer,
        'is not supported inside a schema: it would re-base references',
      );

const checkLaterKeywords: PlaceRule = ({ schema, pointer }) =>
  ignoredKeywords(LATER_KEYWORDS, schema, pointer, 'is not a keyword of JSON Schema draft-04');

const checkLegacyKeywords: PlaceRule = ({ root, schema, pointer }) => {
  const { legacyKeywords } = dialectOf(ownValue(root, '$schema'));
  const inactive = [...LEGACY_KEYWORDS].filter((keyword) => !legacyKeywords.has(keyword));
  return ignoredKeywords(inactive, schema, pointer, 'is not a keyword of the draft that `$schema` names');
};

function ignoredKeywords(
  keywords: readonly string[],
  schema: JsonObject,
  pointer: string,
  problem: string,
): SchemaProblem[] {
  return keywords
    .filter((keyword) => Object.hasOwn(schema, keyword))
    .map((keyword) => ({ path: `${pointer}/${escapeToken(keyword)}`, problem }));
}

const checkDataReferences: PlaceRule = ({ schema, pointer }) =>
  Object.entries(schema)
    .filter(
      ([keyword, value]) =>
        KEYWORDS.get(keyword) === 'plain' && isJsonObject(value) && Object.hasOwn(value, '$data'),
    )
    .map(([keyword]) => ({ path: `${pointer}/${keyword}`, problem: 'uses `$data`, which is not supported' }));

const checkPatterns: PlaceRule = ({ schema, pointer }) => {
  const pattern = ownValue(schema, 'pattern');
  const patterns = [
    ...(typeof pattern === 'string' ? [[pattern, `${pointer}/pattern`] as const] : []),
    ...named(schema, 'patternProperties').map(
      ([key]) => [key, `${pointer}/patternProperties/${escapeToken(key)}`] as const,
    ),
  ];
  return patterns.flatMap(([text, path]) => {
    const problem = patternProblem(text);
    return problem === undefined ? [] : [{ path, problem }];
  });
};

function nameProblem(name: string): string | undefined {
  if (PROTOTYPE_NAMES.has(name)) return 'is not allowed as a property name';
  if (name === '' || name !== name.trim())
    return 'is a property name that is empty or begins or ends with a blank';
  return name.length > LONGEST_NAME ? `is a property name longer than ${LONGEST_NAME} characters` : undefined;
}

const checkNames: PlaceRule = ({ schema, pointer }) =>
  named(schema, 'properties').flatMap(([name]) => {
    const problem = nameProblem(name);
    return problem === undefined ? [] : [{ path: `${pointer}/properties/${escapeToken(name)}`, problem }];
  });

const checkEnum: PlaceRule = ({ schema, pointer }) => {
  const members = ownValue(schema, 'enum');
  return Array.isArray(members) && members.length > LARGEST_ENUM
    ? [{ path: `${pointer}/enum`, problem: `has more than ${LARGEST_ENUM} members` }]
    : [];
};

const PLACE_RULES: readonly PlaceRule[] = [
  checkReference,
  checkExtends,
  checkRebasing,
  checkLaterKeywords,
  checkLegacyKeywords,
  checkDataReferences,
  checkPatterns,
  checkNames,
  checkEnum,
];

/** What this validator asks of every schema in the document beyond the meta-schema (threats T11, T12, T13). */
export function checkSchemaPlaces(root: JsonObject): SchemaProblem[] {
  const places = schemaPlaces(root);
  const pointers = new Set(places.filter(({ value }) => isJsonObject(value)).map(({ pointer }) => pointer));
  return places.flatMap(({ value, pointer }) => {
    if (!isJsonObject(value)) return [{ path: pointer, problem: 'must be a schema, that is an object' }];
    const place = { root, schema: value, pointer, pointers };
    return PLACE_RULES.flatMap((rule) => rule(place));
  });
}
