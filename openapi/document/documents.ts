import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { FAMILIES } from '#shared/contracts/endpoint.ts';
import { documentOf } from './document.ts';
import type { Node } from './node.ts';
import { toOpenApi30 } from './openapi-3-0.ts';
import { type Operation, operationsOf, preferredOf } from './operations.ts';

/** The API as OpenAPI documents, from the catalogue alone. Pages are no part of them. */

/** Marks each way to call an endpoint beside its main one, which must be among the operations. */
const withAliases = (
  operations: readonly Operation[],
  isMain: (operation: Operation) => boolean,
): readonly Operation[] => {
  const mains = new Map(operations.filter(isMain).map(({ id, node }) => [id, node['operationId']]));
  return operations.map((one) =>
    isMain(one) ? one : { ...one, node: { ...one.node, 'x-alias-of': mains.get(one.id) } },
  );
};

/** Every path and method; an alias names the operation that callers should take. */
export const openApi = (): Node =>
  documentOf(withAliases(CATALOGUE.flatMap(operationsOf), ({ isPreferred }) => isPreferred));

/** Each endpoint once, under its own name: the newest path, the first method. */
export const openApiOnce = (): Node =>
  documentOf(
    CATALOGUE.map((contract) => {
      const one = preferredOf(contract);
      return { ...one, node: { ...one.node, operationId: contract.id, summary: contract.summary } };
    }),
  );

/** The paths of 2017, for those that call them still. */
const openApi2017 = (): Node =>
  documentOf(
    withAliases(
      CATALOGUE.filter(({ family }) => FAMILIES[family].length > 1)
        .flatMap(operationsOf)
        .filter(({ generation }) => generation === 0),
      ({ id, node }) => node['operationId'] === id,
    ),
  );

/** By the names of their files. */
export const DOCUMENTS: Readonly<Record<string, () => Node>> = {
  'openapi.json': openApi,
  'openapi-once.json': openApiOnce,
  'openapi-2017.json': openApi2017,
  'openapi-3.0.json': () => toOpenApi30(openApiOnce()),
};
