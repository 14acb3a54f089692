import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { displayName, TAGS } from '#shared/contracts/tags.ts';
import { bodyOf, DEMO, type ExampleCall, exampleCall, urlOf } from '../document/curl.ts';
import { examplesOf } from '../document/examples.ts';
import type { Node } from '../document/node.ts';
import { type Operation, operationsOf, tagOf } from '../document/operations.ts';
import { VARIABLES, variable, withVariables } from '../example-variables.ts';
import type { RequestExample } from '../examples/example.ts';
import { collectionVariables } from './collection-variables.ts';

/** Names the collection, so that importing a newer one offers to replace the older. */
const ID = '6d6f7a1e-52a4-4b0c-9d0f-1d5b0a7c2e41';

const urlNode = (call: ExampleCall): Node => {
  const [path = '', query] = urlOf(call, variable, '{{club}}').split('?');
  return {
    raw: `{{base_url}}${path}${query === undefined ? '' : `?${query}`}`,
    host: ['{{base_url}}'],
    path: path.slice(1).split('/'),
    ...(query !== undefined && {
      query: query.split('&').map((pair) => {
        const [key = '', value = ''] = pair.split('=');
        return { key: decodeURIComponent(key), value: decodeURIComponent(value) };
      }),
    }),
  };
};

const request = (call: ExampleCall, description: unknown): Node => {
  const body = bodyOf(call, variable);
  return {
    method: call.method,
    header: Object.entries(call.headers).map(([key, value]) => ({ key, value: withVariables(value) })),
    url: urlNode(call),
    ...(body !== undefined && {
      body: {
        mode: 'raw',
        raw: body.replaceAll(DEMO.token, '{{token}}'),
        options: { raw: { language: 'json' } },
      },
    }),
    description,
  };
};

/** What the documents show of a success, beside its request. */
const responses = (contract: EndpointContract, sent: Node): readonly Node[] =>
  Object.entries(examplesOf(contract).replies).flatMap(([status, replies]) =>
    Object.values(replies).map(({ summary, body }) => ({
      name: summary,
      originalRequest: sent,
      code: Number(status),
      _postman_previewlanguage: 'json',
      header: [{ key: 'Content-Type', value: 'application/json; charset=utf-8' }],
      body: JSON.stringify(body, null, 2),
    })),
  );

const item = (
  contract: EndpointContract,
  operation: Operation,
  name: string,
  example: RequestExample,
): Node => {
  const method = contract.methods.find((one) => one.toLowerCase() === operation.method) ?? 'GET';
  const sent = request(
    exampleCall(contract, { method, path: operation.path }, example),
    operation.node['description'],
  );
  return { name, event: collectionVariables(contract), request: sent, response: responses(contract, sent) };
};

/** Its first example, and the others where the endpoint is called in its first way. */
const itemsOf = (contract: EndpointContract, operation: Operation): readonly Node[] => {
  const [first, ...others] = Object.values(examplesOf(contract).requests);
  if (!first) return [];
  const summary = String(operation.node['summary']);
  const isFirstWay = operation.node['operationId'] === contract.id;
  return [
    item(contract, operation, summary, first),
    ...(isFirstWay ? others : []).map((example) =>
      item(contract, operation, `${summary}: ${example.summary}`, example),
    ),
  ];
};

const isLater = ({ path }: Operation): boolean => path.startsWith('/v3/');

const folder = (tag: string, contracts: readonly EndpointContract[]): Node => {
  const all = contracts.flatMap((contract) =>
    operationsOf(contract).map((operation) => ({ contract, operation })),
  );
  const items = (later: boolean) =>
    all
      .filter(({ operation }) => isLater(operation) === later)
      .flatMap(({ contract, operation }) => itemsOf(contract, operation));
  const below = items(true);
  return {
    name: displayName(tag),
    description: TAGS[tag],
    item: [...items(false), ...(below.length > 0 ? [{ name: 'The same below /v3', item: below }] : [])],
  };
};

/**
 * The examples as a Postman collection.
 * @see https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
 */
export const postmanCollection = (): Node => ({
  info: {
    _postman_id: ID,
    name: 'Loyalty club backend',
    description:
      'Every operation with its example. Log in with “Log a member in” and the tokens are remembered; what is created is remembered too. `npm run examples` prints values for the other variables.',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  variable: Object.entries(VARIABLES).map(([key, value]) => ({ key, value })),
  item: [...Map.groupBy(CATALOGUE, tagOf)].map(([tag, contracts]) => folder(tag, contracts)),
});
