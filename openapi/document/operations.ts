import { type EndpointContract, FAMILIES, type Method, pathTemplate } from '#shared/contracts/endpoint.ts';
import { PERMITS, permitsInclude } from '#shared/contracts/permits.ts';
import { hasClub } from '#shared/contracts/pre-handler-errors.ts';
import { tagOf } from '#shared/contracts/tags.ts';
import { bodyOf } from './bodies.ts';
import { curlOf, exampleCall } from './curl.ts';
import { bodyExamples, examplesOf, firstRequest } from './examples.ts';
import type { Node } from './node.ts';
import { parametersOf } from './parameters.ts';
import { responsesOf } from './responses.ts';

export interface Operation {
  /** In full, parameters as `{name}`. */
  readonly path: string;
  readonly method: Lowercase<Method>;
  readonly node: Node;
  /** The endpoint's. */
  readonly id: EndpointContract['id'];
  /** Index of the path prefix in its family. */
  readonly generation: number;
  /** The way to call its endpoint that callers should take: the newest prefix, the first path and method. */
  readonly isPreferred: boolean;
}

const lower = (method: Method): Lowercase<Method> => method.toLowerCase() as Lowercase<Method>;

/** Where an endpoint answers in several ways, the first of each keeps the contract's id. */
interface Way {
  readonly prefix: string;
  readonly generation: number;
  readonly alias: number;
  readonly method: Method;
}

const operationId = ({ id, methods }: EndpointContract, { prefix, generation, alias, method }: Way): string =>
  [
    id,
    ...(alias > 0 ? [alias === 1 ? 'alias' : `alias${alias}`] : []),
    ...(generation > 0 ? [prefix.split('/')[1]] : []),
    ...(method === methods[0] ? [] : [lower(method)]),
  ].join('.');

/** Lists of operations show no paths, so a second path or method is part of the summary. */
const summaryOf = (contract: EndpointContract, { prefix, generation, alias, method }: Way): string => {
  const ways = [
    ...(generation > 0 ? [`/${prefix.split('/')[1]}`] : []),
    ...(alias > 0 ? ['other path'] : []),
    ...(method === contract.methods[0] ? [] : [method]),
  ];
  return ways.length > 0 ? `${contract.summary} (${ways.join(', ')})` : contract.summary;
};

const description = (contract: EndpointContract): string => {
  const { permit, memberToken } = contract;
  const { about } = examplesOf(contract);
  const either = Object.keys(PERMITS).filter((name) => permitsInclude([name], permit));
  const member = memberToken ? ["Needs a member's access token."] : [];
  const needs = [`Permit: ${either.map((name) => `\`${name}\``).join(' or ')}.`, ...member].join(' ');
  return about === undefined ? needs : `${about}\n\n${needs}`;
};

/** The runnable example, for renderers that show commands. */
const codeSamples = (contract: EndpointContract, method: Method, path: string): Node => {
  const example = firstRequest(contract);
  if (!example) return {};
  const source = curlOf(exampleCall(contract, { method, path }, example));
  return { 'x-codeSamples': [{ lang: 'shell', label: 'curl', source }] };
};

const security = ({ family, memberToken }: EndpointContract): Node => ({
  [hasClub(family) ? 'clientToken' : 'adminToken']: [],
  ...(memberToken && { memberToken: [] }),
});

const operation = (contract: EndpointContract, way: Way, path: string): Node => ({
  operationId: operationId(contract, way),
  tags: [tagOf(contract)],
  summary: summaryOf(contract, way),
  description: description(contract),
  'x-permit': contract.permit,
  security: [security(contract)],
  parameters: parametersOf(contract),
  ...(contract.body && {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: bodyOf(contract).schema,
          ...bodyExamples(contract),
        },
      },
    },
  }),
  responses: responsesOf(contract, path),
  ...codeSamples(contract, way.method, path),
});

/** Every way to call an endpoint: each method on each path of each generation (contract §0.2). */
export const operationsOf = (contract: EndpointContract): readonly Operation[] => {
  const prefixes: readonly string[] = FAMILIES[contract.family];
  const newest = prefixes.length - 1;
  return prefixes.flatMap((prefix, generation) =>
    contract.paths.flatMap((below, alias) => {
      const path = pathTemplate(`${prefix}/${below}`);
      return contract.methods.map((method) => ({
        path,
        method: lower(method),
        node: operation(contract, { prefix, generation, alias, method }, path),
        id: contract.id,
        generation,
        isPreferred: generation === newest && alias === 0 && method === contract.methods[0],
      }));
    }),
  );
};

/** The way to call an endpoint that callers should take. */
export const preferredOf = (contract: EndpointContract): Operation => {
  const preferred = operationsOf(contract).find(({ isPreferred }) => isPreferred);
  if (!preferred) throw new Error(`No way to call ${contract.id}`);
  return preferred;
};
