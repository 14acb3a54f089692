import { isJsonObject, sameJson } from '../member-schema/json-value.ts';
import { pointerTo } from './club-file-shape.ts';

/** One difference between two JSON values; `before` or `after` is absent when the place did not or will not exist. */
export interface Change {
  /** JSON pointer to the place. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const orderOnly = (before: object, after: object, path: string): readonly Change[] => [
  { path, before: Object.keys(before), after: Object.keys(after) },
];

/** The smallest places that differ; lists are one place each, a new order of keys is reported as two lists of keys. */
export const changesBetween = (before: unknown, after: unknown, path = ''): readonly Change[] => {
  if (sameJson(before, after)) return [];
  if (!isJsonObject(before) || !isJsonObject(after)) {
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const inside = [...keys].flatMap((key) =>
    changesBetween(
      Object.hasOwn(before, key) ? before[key] : undefined,
      Object.hasOwn(after, key) ? after[key] : undefined,
      path + pointerTo(key),
    ),
  );
  return inside.length > 0 ? inside : orderOnly(before, after, path);
};
