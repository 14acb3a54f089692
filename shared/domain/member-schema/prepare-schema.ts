import { type Dialect, LEGACY_KEYWORDS } from './dialects.ts';
import { FORMATS } from './formats.ts';
import { localPointer, resolvePointer } from './json-pointer.ts';
import { isJsonObject, type JsonObject, ownValue } from './json-value.ts';
import { KEYWORDS, type KeywordShape } from './keywords.ts';
import type { MemberErrorCode } from './member-error-codes.ts';

/** Keyword of a prepared schema that refuses every value with the code it holds: the original is broken there. */
export const FAULT_KEYWORD = 'memberSchemaFault';
/** Keyword that counts one evaluation of a referenced schema against the budget of engine.ts. */
export const STEP_KEYWORD = 'memberSchemaStep';

interface ReferenceFaults {
  readonly missing: MemberErrorCode;
  readonly notSchema: MemberErrorCode;
}

const REF_FAULTS: ReferenceFaults = {
  missing: 'referenced_schema_cannot_be_found',
  notSchema: 'invalid_schema',
};
const EXTENDS_FAULTS: ReferenceFaults = {
  missing: 'schema_cannot_be_found',
  notSchema: 'not_a_valid_schema',
};

function fault(code: MemberErrorCode): JsonObject {
  return { [FAULT_KEYWORD]: code };
}

/** Turns the schemas of one club document into a closed, sanitised form that always compiles by reference. */
interface Preparation {
  /** One schema, at any place. */
  subschema(value: unknown): JsonObject;
  /** The value of one keyword; `undefined` when the keyword is not to be evaluated. */
  keyword(name: string, value: unknown): unknown;
  /** What the prepared schemas refer to; complete once everything has been prepared. */
  definitions(): JsonObject;
}

function mapped(value: unknown, transform: (item: unknown) => unknown): unknown {
  // fromEntries, not assignment: an own `__proto__` key stays an own key.
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, transform(item)]))
    : value;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * Prepares schemas of the document `root` for ajv. Only keywords of keywords.ts survive, so ajv's extensions
 * (`$data`, `$async`, `nullable`, …) and the re-basing `id` cannot be reached; every `$ref` is resolved here, by own
 * properties only, and replaced by one into `definitions()`; a broken one becomes a fault instead of a crash.
 */
export function prepareWith(root: unknown, dialect: Dialect): Preparation {
  const names = new Map<string, string>();
  const definitions: Record<string, JsonObject> = {};

  function reference(ref: unknown, faults: ReferenceFaults): JsonObject {
    const pointer = localPointer(ref);
    const target = pointer === undefined ? undefined : resolvePointer(root, pointer);
    if (pointer === undefined || target === undefined) return fault(faults.missing);
    if (!isJsonObject(target)) return fault(faults.notSchema);
    return { $ref: `#/definitions/${names.get(pointer) ?? define(pointer, target)}` };
  }

  function define(pointer: string, target: JsonObject): string {
    const name = `r${names.size}`;
    // Named before it is prepared, so that a schema may refer to itself.
    names.set(pointer, name);
    definitions[name] = { [STEP_KEYWORD]: true, ...subschema(target) };
    return name;
  }

  function subschema(value: unknown): JsonObject {
    if (!isJsonObject(value)) return fault('invalid_schema');
    // Draft-04 (JSON Reference §3): whatever is beside a $ref is ignored.
    if (Object.hasOwn(value, '$ref')) return reference(value['$ref'], REF_FAULTS);
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, inner]) => [name, keyword(name, inner)] as const)
        .filter(([, inner]) => inner !== undefined),
    );
  }

  function extended(value: unknown): JsonObject {
    if (typeof value === 'string') return reference(value, EXTENDS_FAULTS);
    return isJsonObject(value) ? subschema(value) : fault('not_a_valid_schema');
  }

  function disallowed(value: unknown): JsonObject {
    if (value === 'any') return {};
    return typeof value === 'string' ? { type: value } : subschema(value);
  }

  const byShape: Readonly<Record<KeywordShape, (value: unknown) => unknown>> = {
    plain: (value) => value,
    schema: subschema,
    flag: (value) => (typeof value === 'boolean' ? value : subschema(value)),
    items: (value) => (Array.isArray(value) ? value.map(subschema) : subschema(value)),
    list: (value) => (Array.isArray(value) ? value.map(subschema) : value),
    map: (value) => mapped(value, subschema),
    dependencies: (value) => mapped(value, (item) => (Array.isArray(item) ? item : subschema(item))),
    definitions: () => undefined,
    extends: (value) => asList(value).map(extended),
    disallow: (value) => asList(value).map(disallowed),
  };

  function format(value: unknown): string | undefined {
    const name = String(value);
    const known = String(ownValue(dialect.formats, name) ?? name);
    return FORMATS.has(known) ? known : undefined;
  }

  function isActive(name: string): boolean {
    return !LEGACY_KEYWORDS.has(name) || dialect.legacyKeywords.has(name);
  }

  function keyword(name: string, value: unknown): unknown {
    const shape = KEYWORDS.get(name);
    if (shape === undefined || !isActive(name)) return undefined;
    return name === 'format' ? format(value) : byShape[shape](value);
  }

  return { subschema, keyword, definitions: () => definitions };
}
