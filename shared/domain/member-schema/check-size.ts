import type { SchemaProblem } from './schema-problem.ts';

const LARGEST_SCHEMA = 64 * 1024;
const DEEPEST_SCHEMA = 16;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

/** Size and depth (threat T12), before anything else traverses the schema. Depth first: it bounds its own recursion. */
export function checkSize(schema: unknown): SchemaProblem[] {
  if (isDeeperThan(schema, DEEPEST_SCHEMA)) {
    return [{ path: '', problem: `is nested deeper than ${DEEPEST_SCHEMA} levels` }];
  }
  const bytes = new TextEncoder().encode(JSON.stringify(schema)).length;
  return bytes > LARGEST_SCHEMA
    ? [{ path: '', problem: `is larger than 64 KB as JSON (${bytes} bytes, at most ${LARGEST_SCHEMA})` }]
    : [];
}
