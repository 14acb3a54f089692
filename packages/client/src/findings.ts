/** Where a body was refused, and why; names and codes only, because values may be personal. */

const SHOWN = 5;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const leaves = (node: unknown, place: readonly string[]): string[] => {
  if (Array.isArray(node)) return node.flatMap((entry) => leaves(entry, place));
  if (!isObject(node)) return [];
  const { error } = node;
  if (typeof error === 'string') return [`${place.join('.')} ${error}`];
  if (isObject(error)) return leaves(error, place);
  return Object.entries(node).flatMap(([key, child]) => leaves(child, [...place, key]));
};

/** `email invalid_email, properties.language value_not_match`; empty where the body is no list of findings. */
export const findingsOf = (body: unknown): string => {
  const { details = body, error } = (isObject(body) ? body : {}) as { details?: unknown; error?: unknown };
  if (details === body && typeof error === 'string') return '';
  const found = leaves(details, []);
  const more = found.length > SHOWN ? [`and ${found.length - SHOWN} more`] : [];
  return [...found.slice(0, SHOWN), ...more].join(', ');
};
