import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, PAGES } from '#shared/contracts/catalogue.ts';
import { ROUTES, routesOf } from '../../infra/routes.ts';
import { DOCUMENTS } from '../../openapi/document/documents.ts';
import {
  ajv,
  at,
  document,
  nodes,
  operations,
  operationsIn,
  operationsOf,
  withSchemas,
} from '../support/openapi.ts';

const ROOT = new URL('../../', import.meta.url);
/** As readers get them: JSON. */
const documents: [string, any][] = Object.entries(DOCUMENTS).map(([name, make]) => [
  name,
  JSON.parse(JSON.stringify(make())),
]);
const once = documents.find(([name]) => name === 'openapi-once.json')?.[1];
const of2017 = documents.find(([name]) => name === 'openapi-2017.json')?.[1];

describe('openapi.json', () => {
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

  it('marks each further way to call an endpoint as an alias of the one to take', () => {
    const byId = new Map(operations.map(({ node, path }) => [node.operationId, { node, path }]));
    const main = operations.filter(({ node }) => node['x-alias-of'] === undefined);
    expect(main).toHaveLength(CATALOGUE.length);
    for (const { path } of main) expect(path).toMatch(/^\/v[13]\//);
    for (const { node } of operations.filter((one) => !main.includes(one))) {
      const other = byId.get(node['x-alias-of'])?.node;
      expect(other['x-alias-of']).toBeUndefined();
      expect([node['x-permit'], node.tags]).toEqual([other['x-permit'], other.tags]);
    }
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

describe.each(documents)('%s', (name, document) => {
  it('is what the catalogue says', () => {
    expect(JSON.parse(readFileSync(new URL(name, ROOT), 'utf8'))).toEqual(document);
  });

  it('has the tags of its operations, in the order in which they come', () => {
    const used = new Set(operationsIn(document).flatMap(({ node }) => node.tags));
    expect(document.tags.map(({ name }: any) => name)).toEqual([...used]);
  });

  it('refers only to what is there, and has no component that nothing refers to', () => {
    const refs = nodes(document).flatMap(({ node }) => (typeof node.$ref === 'string' ? [node.$ref] : []));
    expect(refs.filter((ref) => at(ref.slice(1), document) === undefined)).toEqual([]);
    const { securitySchemes: _, ...components } = document.components;
    const places = Object.entries<object>(components).flatMap(([section, entries]) =>
      Object.keys(entries).map((name) => `#/components/${section}/${name}`),
    );
    expect(places.filter((place) => !refs.includes(place))).toEqual([]);
  });

  it('names each body, and each object of a component', () => {
    for (const { node } of operationsIn(document).filter((one) => one.node.requestBody)) {
      const { schema } = node.requestBody.content['application/json'];
      expect(schema.$ref, node.operationId).toMatch(/^#\/components\/schemas\/\w+$/);
    }
    const inline = nodes(document.components.schemas, '').filter(
      ({ place, node }) =>
        place.split('/').length > 2 &&
        node.type === 'object' &&
        node.nullable === undefined &&
        typeof node.properties?.type !== 'string' &&
        node.properties !== undefined,
    );
    expect(inline.map(({ place }) => place)).toEqual([]);
  });
});

describe('openapi-once.json', () => {
  it('has each endpoint once, by its own name, on its newest path', () => {
    const ids = operationsIn(once).map(({ node }) => node.operationId);
    expect(ids.toSorted()).toEqual(CATALOGUE.map(({ id }) => id).toSorted());
    for (const { path, node } of operationsIn(once)) {
      expect(path).toMatch(/^\/v[13]\//);
      expect(node['x-alias-of']).toBeUndefined();
    }
  });
});

describe('openapi-2017.json', () => {
  it('has every operation below the prefix of 2017, by the name that it has in openapi.json', () => {
    const named = ({ route, node }: (typeof operations)[number]) => `${node.operationId} ${route}`;
    const wanted = operations.filter(({ path }) => path.startsWith('/api/v3/')).map(named);
    expect(operationsIn(of2017).map(named)).toEqual(wanted);
  });
});
