import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, PAGES } from '#shared/contracts/catalogue.ts';
import { ROUTES, routesOf } from '../../infra/routes.ts';
import { ajv, at, document, nodes, operations, operationsOf, withSchemas } from '../support/openapi.ts';

const FILE = new URL('../../openapi.json', import.meta.url);

describe('openapi.json', () => {
  it('is what the catalogue says', () => {
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(document);
  });

  it('has every path and method of the catalogue, and nothing else', () => {
    const pages = PAGES.flatMap(routesOf);
    const wanted = ROUTES.filter((route) => !pages.some((page) => page.path === route.path));
    expect(operations.map(({ route }) => route).sort()).toEqual(
      wanted.map(({ method, path }) => `${method} ${path}`).sort(),
    );
  });

  it('has no two paths that differ in the names of parameters only', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('names each operation once, and each endpoint by its id', () => {
    const ids = operations.map(({ node }) => node.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(CATALOGUE.map(({ id }) => id)));
    for (const { route, node } of operations) {
      const contract = CATALOGUE.find(
        ({ id }) => node.operationId === id || node.operationId.startsWith(`${id}.`),
      );
      expect(contract && operationsOf(contract).map((one) => one.route)).toContain(route);
    }
  });

  it('describes every tag that an operation has', () => {
    const used = new Set(operations.flatMap(({ node }) => node.tags));
    expect(new Set(document.tags.map(({ name }: any) => name))).toEqual(used);
  });

  it('refers only to what is there, and has no component that nothing refers to', () => {
    const refs = nodes(document).flatMap(({ node }) => (typeof node.$ref === 'string' ? [node.$ref] : []));
    expect(refs.filter((ref) => at(ref.slice(1)) === undefined)).toEqual([]);
    const { securitySchemes: _, ...components } = document.components;
    const places = Object.entries<object>(components).flatMap(([section, entries]) =>
      Object.keys(entries).map((name) => `#/components/${section}/${name}`),
    );
    expect(places.filter((place) => !refs.includes(place))).toEqual([]);
  });

  it('names components as OpenAPI allows', () => {
    const names = Object.values<object>(document.components).flatMap((entries) => Object.keys(entries));
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('holds only schemas that compile in the 2020 dialect', () => {
    const schemas = nodes(document)
      .filter(({ place }) => /\/(schema|components\/schemas\/\w+)$/.test(place))
      .map(({ node }) => node);
    expect(schemas.length).toBeGreaterThan(operations.length);
    const distinct = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]));
    for (const schema of distinct.values()) ajv.compile(withSchemas(schema));
  });
});
