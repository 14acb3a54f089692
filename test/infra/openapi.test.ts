import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { openApi } from '../../infra/openapi/document.ts';
import { ROUTES, routesOf } from '../../infra/routes.ts';
import { CATALOGUE, PAGES } from '../../shared/contracts/catalogue.ts';
import { commonRoad, errorsOf } from '../../shared/contracts/common-road.ts';
import { type EndpointContract, PARAMETER_PATTERNS } from '../../shared/contracts/endpoint.ts';
import { ERROR_CODES, type ErrorRow } from '../../shared/error-codes.ts';

const FILE = new URL('../../openapi.json', import.meta.url);
/** As a reader gets it: JSON. */
const document = JSON.parse(JSON.stringify(openApi()));

const at = (pointer: string): any =>
  pointer
    .split('/')
    .slice(1)
    .reduce((node, key) => node?.[key], document);

/** The node with everything it refers to in place of the references. */
const resolved = (node: any): any => {
  if (Array.isArray(node)) return node.map(resolved);
  if (typeof node !== 'object' || node === null) return node;
  if (typeof node.$ref === 'string') return resolved(at(node.$ref.slice(1)));
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, resolved(child)]));
};

/** Every node of the document, with its place. */
const nodes = (node: any, place = '#'): { readonly place: string; readonly node: any }[] =>
  typeof node !== 'object' || node === null
    ? []
    : [{ place, node }, ...Object.entries(node).flatMap(([key, child]) => nodes(child, `${place}/${key}`))];

const operations: { route: string; path: string; node: any }[] = Object.entries(document.paths).flatMap(
  ([path, ways]) =>
    Object.entries(ways as object).map(([method, node]) => ({
      route: `${method.toUpperCase()} ${path}`,
      path,
      node,
    })),
);

const operationsOf = (contract: EndpointContract) => {
  const routes = routesOf(contract).map(({ method, path }) => `${method} ${path}`);
  return operations.filter(({ route }) => routes.includes(route));
};

const parametersIn = (node: any, place: string): any[] =>
  node.parameters
    .map((one: any) => (one.$ref ? at(one.$ref.slice(1)) : one))
    .filter((one: any) => one.in === place);

/** Responses without their references, and the codes that they name. */
const responsesOf = (node: any): [string, any][] =>
  Object.entries<any>(node.responses).map(([status, one]) => [
    status,
    one.$ref ? at(one.$ref.slice(1)) : one,
  ]);
const codesOf = (node: any): string[] =>
  responsesOf(node).flatMap(([, response]) => response['x-error-codes'] ?? []);

const withSchemas = (schema: object): object => ({
  ...schema,
  components: { schemas: document.components.schemas },
});
const ajv = new Ajv2020({ allowUnionTypes: true });
ajv.addVocabulary(['components']);

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

describe.each(CATALOGUE)('$id', (contract) => {
  const own = operationsOf(contract);

  it('has one operation for each path and method', () => {
    expect(own.length).toBe(routesOf(contract).length);
  });

  it('declares the parameters of its path with their patterns', () => {
    for (const { path, node } of own) {
      const declared = parametersIn(node, 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(declared.map(({ name }) => name).sort()).toEqual(named.sort());
      for (const [name, kind] of Object.entries(contract.parameters)) {
        const { schema, required } = declared.find((one) => one.name === name);
        expect(required).toBe(true);
        expect(schema.pattern).toBe(PARAMETER_PATTERNS[kind].source);
      }
    }
  });

  it('declares the query parameters of its contract', () => {
    const names = Object.keys(contract.query ?? {}).sort();
    for (const { node } of own) {
      expect(
        parametersIn(node, 'query')
          .map(({ name }) => name.replace('[]', ''))
          .sort(),
      ).toEqual(names);
    }
  });

  it('asks for the headers, tokens and permit that the endpoint asks for', () => {
    const club = contract.family === 'messages' ? ['X-Loyalty-Club-Slug'] : [];
    for (const { node } of own) {
      const required = parametersIn(node, 'header').filter((one) => one.required);
      expect(required.map(({ name }) => name)).toEqual(['X-Product-Name', 'X-User-Agent', ...club]);
      expect(node.security).toEqual([{ clientToken: [], ...(contract.memberToken && { memberToken: [] }) }]);
      expect(node['x-permit']).toBe(contract.permit);
      expect(node.description).toContain(`\`${contract.permit}\``);
    }
  });

  it('has the body that its function validates', () => {
    for (const { node } of own) {
      expect(resolved(node.requestBody?.content['application/json'].schema)).toEqual(contract.body?.schema);
    }
  });

  it('has the replies that tests check answers against', () => {
    for (const [status, reply] of Object.entries(contract.replies)) {
      for (const { node } of own) {
        const { schema } = resolved(node.responses[status]).content['application/json'];
        expect(schema.anyOf ? schema.anyOf[0] : schema).toEqual(reply);
      }
    }
  });

  it('tells every error of its contract and of the road, at its status and with a body of its shape', () => {
    for (const { path, node } of own) {
      const codes = codesOf(node);
      expect(codes).toEqual(expect.arrayContaining([...contract.errors, ...commonRoad(contract)]));
      expect(codes.toSorted()).toEqual([...errorsOf(contract)].sort());
      for (const [status, response] of responsesOf(node)) {
        const validate = ajv.compile(withSchemas(response.content['application/json'].schema));
        for (const code of response['x-error-codes'] ?? []) {
          const row: ErrorRow = ERROR_CODES[code as keyof typeof ERROR_CODES];
          const byFamily = path.startsWith('/api/v3/') ? 400 : 470;
          expect(Number(status)).toBe(row.status === 'by_family' ? byFamily : row.status);
          expect(validate(BODIES[row.shape](row, code)), `${code}: ${ajv.errorsText(validate.errors)}`).toBe(
            true,
          );
        }
      }
    }
  });
});

/** A body of each shape as the API answers it (contract §1.3, §1.8, §1.9.1). */
const BODIES: Record<ErrorRow['shape'], (row: ErrorRow, code: string) => unknown> = {
  plain: ({ message }) => ({ error: message }),
  reason: (_, code) => ({ error: code }),
  member: () => ({
    email: [{ error: 'invalid', property: 'email' }],
    properties: [
      {
        error: {
          language: [{ error: 'value_not_match', value: 'een', values: 'en, no', property: 'language' }],
        },
      },
    ],
  }),
  tree: ({ message }) => ({
    error: message,
    details: {
      member: {
        msisdns: {
          0: [{ value: '1', error: 'invalid_msisdn', options: {}, message: 'is not a valid MSISDN' }],
        },
      },
    },
  }),
};
