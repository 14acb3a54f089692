import { localPointer, resolvePointer } from './json-pointer.ts';
import { isJsonObject } from './json-value.ts';
import { IN_PLACE_KEYWORDS } from './keywords.ts';
import { childrenOf } from './walk-schema.ts';

/** The `$ref`s that validate the same value as the schema at `pointer`, as pointers. */
function inPlaceReferences(schema: unknown, pointer: string): string[] {
  if (!isJsonObject(schema)) return [];
  if (Object.hasOwn(schema, '$ref')) {
    const target = localPointer(schema['$ref']);
    return target === undefined ? [] : [target];
  }
  return childrenOf(schema, pointer)
    .filter((place) => place.keyword !== undefined && IN_PLACE_KEYWORDS.has(place.keyword))
    .flatMap((place) => inPlaceReferences(place.value, place.pointer));
}

/**
 * Whether following `$ref`s from `pointer` comes back to it without going down into the data: such a schema would be
 * evaluated for ever. Recursion over data (a list of children of the same kind) is fine, data is finite.
 */
export function loopsInPlace(root: unknown, pointer: string): boolean {
  const seen = new Set<string>();
  const open = inPlaceReferences(resolvePointer(root, pointer), pointer);
  // The list grows while it is read; `seen` ends it.
  for (const next of open) {
    if (next === pointer) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...inPlaceReferences(resolvePointer(root, next), next));
  }
  return false;
}
