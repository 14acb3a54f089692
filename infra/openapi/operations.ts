import { hasClub } from '../../shared/contracts/common-road.ts';
import type { EndpointContract, Method } from '../../shared/contracts/endpoint.ts';
import { FAMILIES } from '../../shared/contracts/endpoint.ts';
import { opens, PERMITS } from '../../shared/contracts/permits.ts';
import { withModels } from './models.ts';
import type { Node } from './node.ts';
import { parametersOf } from './parameters.ts';
import { responsesOf } from './responses.ts';

export interface Operation {
  /** In full, parameters as `{name}`. */
  readonly path: string;
  readonly method: Lowercase<Method>;
  readonly node: Node;
}

const lower = (method: Method): Lowercase<Method> => method.toLowerCase() as Lowercase<Method>;

/** `members.get-by-email` → `members`. */
export const tagOf = ({ id }: Pick<EndpointContract, 'id'>): string => id.slice(0, id.indexOf('.'));

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

const description = ({ permit, memberToken }: EndpointContract): string => {
  const either = Object.keys(PERMITS).filter((name) => opens([name], permit));
  const member = memberToken ? ["Needs a member's access token."] : [];
  return [`Permit: ${either.map((name) => `\`${name}\``).join(' or ')}.`, ...member].join(' ');
};

const security = ({ family, memberToken }: EndpointContract): Node => ({
  [hasClub(family) ? 'clientToken' : 'adminToken']: [],
  ...(memberToken && { memberToken: [] }),
});

const operation = (contract: EndpointContract, way: Way, path: string): Node => ({
  operationId: operationId(contract, way),
  tags: [tagOf(contract)],
  summary: contract.summary,
  description: description(contract),
  'x-permit': contract.permit,
  security: [security(contract)],
  parameters: parametersOf(contract),
  ...(contract.body && {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: withModels(contract.body.schema) } },
    },
  }),
  responses: responsesOf(contract, path),
});

/** Every way to call an endpoint: each method on each path of each generation (contract §0.2). */
export const operationsOf = (contract: EndpointContract): readonly Operation[] =>
  FAMILIES[contract.family].flatMap((prefix, generation) =>
    contract.paths.flatMap((below, alias) => {
      const path = `${prefix}/${below}`.replace(/:(\w+)/g, '{$1}');
      return contract.methods.map((method) => ({
        path,
        method: lower(method),
        node: operation(contract, { prefix, generation, alias, method }, path),
      }));
    }),
  );
