import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { routesOf } from '../../infra/routes.ts';
import { openApi } from '../../openapi/document/documents.ts';

/** As a reader gets it: JSON. */
export const document = JSON.parse(JSON.stringify(openApi()));

export const at = (pointer: string, within: any = document): any =>
  pointer
    .split('/')
    .slice(1)
    .reduce((node, key) => node?.[key], within);

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

interface DocumentedOperation {
  readonly route: string;
  readonly path: string;
  readonly node: any;
}

export const operationsIn = ({ paths }: any): DocumentedOperation[] =>
  Object.entries<object>(paths).flatMap(([path, ways]) =>
    Object.entries(ways).map(([method, node]) => ({ route: `${method.toUpperCase()} ${path}`, path, node })),
  );

export const operations = operationsIn(document);

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
formats.default(ajv);
ajv.addVocabulary(['components']);

const byRoute = new Map(operations.map(({ route, node }) => [route, new Map(responsesOf(node))]));
const validators = new Map<string, ReturnType<typeof ajv.compile>>();

const validatorOf = (schema: object) => {
  const key = JSON.stringify(schema);
  const validate = validators.get(key) ?? ajv.compile(withSchemas(schema));
  validators.set(key, validate);
  return validate;
};

interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Required headers that are missing, and headers that the response does not know. */
const headerProblem = (response: any, headers: Reply['headers']): string | undefined => {
  const declared = Object.entries<any>(resolved(response.headers));
  const missing = declared.filter(([name, { required }]) => required && !headers[name.toLowerCase()]);
  const known = new Set(declared.map(([name]) => name.toLowerCase()));
  const told = [
    'x-error-code',
    'x-error-detail',
    'x-left-out',
    'x-ignored',
    'retry-after',
    'link',
    'ratelimit',
    'ratelimit-policy',
  ].filter((name) => headers[name] !== undefined);
  const wrong = [...missing.map(([name]) => name), ...told.filter((name) => !known.has(name))];
  return wrong.length > 0 ? `headers: ${wrong.join(', ')}` : undefined;
};

/** How a reply, whatever its status, differs from what the document says of the route. @returns nothing when it conforms */
export const documentProblem = (route: string, { status, body, headers }: Reply): string | undefined => {
  const response = byRoute.get(route)?.get(String(status));
  if (!response) return `${route} does not document a ${status}`;
  const code = headers['x-error-code'];
  if (code !== undefined && !response['x-error-codes']?.includes(code))
    return `${route} ${status} does not document ${code}`;
  const validate = validatorOf(response.content['application/json'].schema);
  if (!validate(body)) return `${route} ${status}: ${ajv.errorsText(validate.errors)}`;
  const problem = headerProblem(response, headers);
  return problem && `${route} ${status} ${problem}`;
};
