import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApi } from '../../infra/openapi/document.ts';
import { routesOf } from '../../infra/routes.ts';
import type { EndpointContract } from '../../shared/contracts/endpoint.ts';

/** As a reader gets it: JSON. */
export const document = JSON.parse(JSON.stringify(openApi()));

export const at = (pointer: string): any =>
  pointer
    .split('/')
    .slice(1)
    .reduce((node, key) => node?.[key], document);

/** The node with everything it refers to in place of the references. */
export const resolved = (node: any): any => {
  if (Array.isArray(node)) return node.map(resolved);
  if (typeof node !== 'object' || node === null) return node;
  if (typeof node.$ref === 'string') return resolved(at(node.$ref.slice(1)));
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, resolved(child)]));
};

/** Every node of the document, with its place. */
export const nodes = (node: any, place = '#'): { readonly place: string; readonly node: any }[] =>
  typeof node !== 'object' || node === null
    ? []
    : [{ place, node }, ...Object.entries(node).flatMap(([key, child]) => nodes(child, `${place}/${key}`))];

export const operations: { route: string; path: string; node: any }[] = Object.entries(
  document.paths,
).flatMap(([path, ways]) =>
  Object.entries(ways as object).map(([method, node]) => ({
    route: `${method.toUpperCase()} ${path}`,
    path,
    node,
  })),
);

export const operationsOf = (contract: EndpointContract) => {
  const routes = routesOf(contract).map(({ method, path }) => `${method} ${path}`);
  return operations.filter(({ route }) => routes.includes(route));
};

export const parametersIn = (node: any, place: string): any[] =>
  node.parameters
    .map((one: any) => (one.$ref ? at(one.$ref.slice(1)) : one))
    .filter((one: any) => one.in === place);

/** Responses by status, without their references. */
export const responsesOf = (node: any): [string, any][] =>
  Object.entries<any>(node.responses).map(([status, one]) => [
    status,
    one.$ref ? at(one.$ref.slice(1)) : one,
  ]);
export const codesOf = (node: any): string[] =>
  responsesOf(node).flatMap(([, response]) => response['x-error-codes'] ?? []);

export const withSchemas = (schema: object): object => ({
  ...schema,
  components: { schemas: document.components.schemas },
});
export const ajv = new Ajv2020({ allowUnionTypes: true });
ajv.addVocabulary(['components']);
