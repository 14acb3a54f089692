import type { Node } from './node.ts';

const REFERENCE = /^#\/components\/(\w+)\/(.+)$/;

/** An operation names its security schemes, and refers to everything else. */
const schemesIn = (security: unknown): readonly string[] =>
  Array.isArray(security)
    ? security.flatMap((one) => Object.keys(one).map((name) => `#/components/securitySchemes/${name}`))
    : [];

const referencesIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    if (key === '$ref' && typeof inside === 'string') return [inside];
    return key === 'security' ? schemesIn(inside) : referencesIn(inside);
  });
};

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Those components to which `paths` lead, directly or through others. */
export const reachable = (paths: Node, components: Sections): Sections => {
  const found = new Set<string>();
  const follow = (value: unknown): void => {
    for (const reference of referencesIn(value)) {
      if (found.has(reference)) continue;
      found.add(reference);
      const [, section = '', name = ''] = REFERENCE.exec(reference) ?? [];
      follow(components[section]?.[name]);
    }
  };
  follow(paths);
  return Object.fromEntries(
    Object.entries(components).map(([section, entries]) => [
      section,
      Object.fromEntries(
        Object.entries(entries).filter(([name]) => found.has(`#/components/${section}/${name}`)),
      ),
    ]),
  );
};
