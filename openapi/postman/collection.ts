import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { displayName, TAGS, tagOf } from '#shared/contracts/tags.ts';
import { bodyOf, type ExampleCall, exampleCall, urlOf } from '../document/curl.ts';
import { examplesOf } from '../document/examples.ts';
import type { Node } from '../document/node.ts';
import { type Operation, operationsOf, preferredOf } from '../document/operations.ts';
import { isEnding } from '../ending.ts';
import { variable, withVariables } from '../example-variables.ts';
import type { RequestExample } from '../examples/example.ts';
import { beforeRequest } from './preparations.ts';
import { ON_EVERY_REPLY, onReply } from './replies.ts';
import { COLLECTION_VARIABLES, withSettings } from './settings.ts';
import { START_HERE } from './start-here.ts';

/** Names the collection, so that importing a newer one offers to replace the older. */
const ID = '6d6f7a1e-52a4-4b0c-9d0f-1d5b0a7c2e41';

const urlNode = (contract: EndpointContract, call: ExampleCall): Node => {
  const [path = '', query] = withSettings(contract, urlOf(call, variable, '{{club}}')).split('?');
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

const request = (contract: EndpointContract, call: ExampleCall, description: unknown): Node => {
  const body = bodyOf(call, variable);
  return {
    method: call.method,
    header: Object.entries(call.headers).map(([key, value]) => ({ key, value: withVariables(value) })),
    url: urlNode(contract, call),
    ...(body !== undefined && {
      body: {
        mode: 'raw',
        raw: withSettings(contract, withVariables(body)),
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

/** One way to call an endpoint, with one of its examples. */
interface Sent {
  readonly contract: EndpointContract;
  readonly operation: Operation;
  readonly name: string;
  readonly example: RequestExample;
  /** Whether later requests are about what this one makes. */
  readonly isFirst: boolean;
}

const item = ({ contract, operation, name, example, isFirst }: Sent): Node => {
  const method = contract.methods.find((one) => one.toLowerCase() === operation.method) ?? 'GET';
  const call = exampleCall(contract, { method, path: operation.path }, example);
  const sent = request(contract, call, operation.node['description']);
  return {
    name,
    event: [...beforeRequest(contract, bodyOf(call, variable) ?? ''), ...onReply(contract, isFirst)],
    request: sent,
    response: responses(contract, sent),
  };
};

/** Its first example, and the others where the endpoint is called in its first way. */
const itemsOf = (contract: EndpointContract, operation: Operation): readonly Node[] => {
  const [first, ...others] = Object.values(examplesOf(contract).requests);
  if (!first) return [];
  const summary = String(operation.node['summary']);
  const isFirstWay = operation.node['operationId'] === contract.id;
  return [
    item({ contract, operation, name: summary, example: first, isFirst: true }),
    ...(isFirstWay ? others : []).map((example) =>
      item({ contract, operation, name: `${summary}: ${example.summary}`, example, isFirst: false }),
    ),
  ];
};

const isLater = ({ path }: Operation): boolean => path.startsWith('/v3/');

const folder = (
  name: string,
  description: string | undefined,
  contracts: readonly EndpointContract[],
): Node => {
  const all = contracts.flatMap((contract) =>
    operationsOf(contract).map((operation) => ({ contract, operation })),
  );
  const items = (later: boolean) =>
    all
      .filter(({ operation }) => isLater(operation) === later)
      .flatMap(({ contract, operation }) => itemsOf(contract, operation));
  const below = items(true);
  return {
    name,
    description,
    item: [...items(false), ...(below.length > 0 ? [{ name: 'The same below /v3', item: below }] : [])],
  };
};

/** The first calls of a newcomer, by the preferred way to call each endpoint. */
const startHere = (): Node => ({
  name: 'Start here',
  description: 'A member from its creation to its first message. Send the requests from top to bottom.',
  item: START_HERE.map((step) => {
    const contract = CATALOGUE.find(({ id }) => id === step.id);
    const example = contract && Object.values(examplesOf(contract).requests)[0];
    if (!contract || !example) throw new Error(`The catalogue has no example for ${step.id}`);
    return item({ contract, operation: preferredOf(contract), name: step.name, example, isFirst: true });
  }),
});

/**
 * The examples as a Postman collection.
 * @see https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
 */
export const postmanCollection = (): Node => ({
  info: {
    _postman_id: ID,
    name: 'Loyalty club backend',
    description:
      'Every operation with its examples, as the local stack answers them. What a request changes or removes, a script makes before it; what replies say, later requests use. For a stage, import its environment and fill it in.',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  event: [ON_EVERY_REPLY],
  variable: Object.entries(COLLECTION_VARIABLES).map(([key, value]) => ({ key, value })),
  item: [
    startHere(),
    ...[
      ...Map.groupBy(
        CATALOGUE.filter((contract) => !isEnding(contract)),
        tagOf,
      ),
    ].map(([tag, contracts]) => folder(displayName(tag), TAGS[tag], contracts)),
    folder('Remove and revoke', 'Deletions, and the end of a session.', CATALOGUE.filter(isEnding)),
  ],
});
